import type { UserId } from '../../src/shared/model/ids.ts'
import type { DownPayload } from '../../src/shared/protocol/down.ts'

/** Events that concern one user, wherever they are connected. */
export type PersonalEvent =
  | 'call:incoming'
  | 'call:accepted'
  | 'call:rejected'
  | 'call:ended'
  | 'call:missed'
  | 'call:signal'
  | 'call:qualityIssue'
  | 'notification:new'
  | 'notification:read'

/**
 * Event for a user's devices: all of them, `only` one, or all `except` one, by their `deviceKey`. The payload is that of the
 * native protocol; it is plain data, so that it can be passed to other nodes.
 */
export type DeviceEvent<E extends PersonalEvent = PersonalEvent> = {
  [Event in E]: {
    readonly to: UserId
    readonly only?: string
    readonly except?: string
    readonly event: Event
    readonly payload: DownPayload<Event>
  }
}[E]

/** Sends events to devices, in the order in which they are to arrive. Returns at once. */
export type SendToDevices = (events: readonly DeviceEvent[]) => void

/** Returns whether the event is for this device of its user. */
export function concerns(event: Pick<DeviceEvent, 'only' | 'except'>, deviceKey: string): boolean {
  if (event.only !== undefined) return event.only === deviceKey
  return event.except !== deviceKey
}

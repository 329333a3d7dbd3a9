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
 * Message to a user's devices: all of them, `only` one, or all `except` one, by their `deviceKey`. The payload is that of the
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

/** Takes what is to be told in the order in which it is to arrive. Returns at once. */
export type SendToDevices = (tells: readonly DeviceEvent[]) => void

/** Returns whether this device is one that is to be told. */
export function concerns(tell: Pick<DeviceEvent, 'only' | 'except'>, deviceKey: string): boolean {
  if (tell.only !== undefined) return tell.only === deviceKey
  return tell.except !== deviceKey
}

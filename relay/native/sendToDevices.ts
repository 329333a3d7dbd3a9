import type { DeviceEvent, PersonalEvent } from '../events/deviceEvent.ts'
import { concerns } from '../events/deviceEvent.ts'
import type { NativeConnections } from './connection.ts'
import type { SendFrame } from './sendFrame.ts'

/** Sends native connections of this node what concerns their users, save those who are here for one session by invitation. */
export function sendToDevices(
  connections: NativeConnections,
  sendFrame: SendFrame,
  events: readonly DeviceEvent[],
): void {
  for (const event of events) sendOne(connections, sendFrame, event)
}

function sendOne<E extends PersonalEvent>(
  connections: NativeConnections,
  sendFrame: SendFrame,
  deviceEvent: DeviceEvent<E>,
): void {
  const recipients = [...connections.ofUser(deviceEvent.to)].filter(
    ({ principal, deviceId }) => principal.invitedTo === undefined && concerns(deviceEvent, deviceId),
  )
  if (recipients.length > 0) sendFrame(recipients, deviceEvent.event, deviceEvent.payload)
}

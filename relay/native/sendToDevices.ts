import type { DeviceEvent, PersonalEvent } from '../events/deviceEvent.ts'
import { concerns } from '../events/deviceEvent.ts'
import type { NativeConnections } from './connection.ts'
import type { SendFrame } from './sendFrame.ts'

/** Sends native connections of this node what concerns their users, save those who are here for one session by invitation. */
export function sendToDevices(
  connections: NativeConnections,
  sendFrame: SendFrame,
  tells: readonly DeviceEvent[],
): void {
  for (const tell of tells) sendOne(connections, sendFrame, tell)
}

function sendOne<E extends PersonalEvent>(
  connections: NativeConnections,
  sendFrame: SendFrame,
  tell: DeviceEvent<E>,
): void {
  const recipients = [...connections.ofUser(tell.to)].filter(
    ({ principal, deviceId }) => principal.invitedTo === undefined && concerns(tell, deviceId),
  )
  if (recipients.length > 0) sendFrame(recipients, tell.event, tell.payload)
}

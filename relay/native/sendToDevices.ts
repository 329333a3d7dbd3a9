import type { PersonalEvent, Tell } from '../events/tell.ts'
import { concerns } from '../events/tell.ts'
import type { NativeConnections } from './connection.ts'
import type { SendFrame } from './sendFrame.ts'

/** Sends native connections of this node what concerns their users, save those who are here for one session by invitation. */
export function sendToDevices(connections: NativeConnections, sendFrame: SendFrame, tells: readonly Tell[]): void {
  for (const tell of tells) sendOne(connections, sendFrame, tell)
}

function sendOne<E extends PersonalEvent>(connections: NativeConnections, sendFrame: SendFrame, tell: Tell<E>): void {
  const recipients = [...connections.ofUser(tell.to)].filter(
    ({ principal, deviceId }) => principal.invitedTo === undefined && concerns(tell, deviceId),
  )
  if (recipients.length > 0) sendFrame(recipients, tell.event, tell.payload)
}

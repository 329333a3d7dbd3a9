import type { PersonalEvent, Tell, TellDevices } from '../events/tell.ts'
import { concerns } from '../events/tell.ts'
import type { Connections } from './connections.ts'
import type { SendFrame } from './sendFrame.ts'

/** Tells the native connections of this node what concerns their users, save those who are here for one session by invitation. */
export function createTellDevices(connections: Pick<Connections, 'ofUser'>, sendFrame: SendFrame): TellDevices {
  function tellOne<E extends PersonalEvent>(tell: Tell<E>): void {
    const recipients = [...connections.ofUser(tell.to)].filter(
      ({ principal, deviceId }) => principal.invitedTo === undefined && concerns(tell, deviceId),
    )
    if (recipients.length > 0) sendFrame(recipients, tell.event, tell.payload)
  }
  return (tells) => {
    for (const tell of tells) tellOne(tell)
  }
}

import { entryIdSchema, type SessionId } from '../../../src/shared/model/ids.ts'
import type { InvitationId } from '../../../src/shared/protocol/invitation.ts'
import { relayItself } from '../access/relayItself.ts'
import type { StoreEntry } from './storeEntry.ts'

/**
 * Logs in the staff thread that a patient's link was opened, and from where; once for each link, however often it is called.
 */
export type LogLinkOpened = (opened: {
  readonly invitationId: InvitationId
  readonly sessionId: SessionId
  /** Name of the person whose link it is. */
  readonly name: string
  readonly network: string
}) => Promise<void>

/** See `LogLinkOpened`. */
export function createLogLinkOpened(storeEntry: StoreEntry): LogLinkOpened {
  return async ({ invitationId, sessionId, name, network }) => {
    await storeEntry(relayItself, {
      // The link's own id, under which the entry is found when it is asked for again.
      id: entryIdSchema.parse(invitationId),
      sessionId,
      thread: 'staff',
      decide: async () => ({
        kind: 'message',
        type: 'text',
        text: `The link for ${name} was opened, from ${network}. If that was not them, take the link back.`,
      }),
      isSameEntry: () => true,
    })
  }
}

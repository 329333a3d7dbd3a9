import { createFileStore, type FileStore, removeAllFiles } from './fileStore.ts'
import { createInvitationStore, type InvitationStore, putLatest } from './invitationStore.ts'
import type { OwnInvitation } from './keptRows.ts'
import { createOutgoingStore, type OutgoingStore, removeAllOutgoing } from './outgoingStore.ts'
import { openPageDatabase, type PageDatabaseListener, scopeOf } from './pageDatabase.ts'
import { createSessionStore, removeSession, type SessionStore } from './sessionStore.ts'

/** Store of this device: invitations, and for each patient in a session what was written and what is still to be sent. */
export interface PageStore extends InvitationStore, SessionStore, OutgoingStore, Omit<FileStore, 'removeFilesBefore'> {
  /** Forgets files that were chosen before this instant (ms), belong to no message, and are none of these. */
  readonly removeUnsentFiles: (of: OwnInvitation, before: number, chosen: readonly string[]) => Promise<void>
  /** Forgets the whole visit at once, its key too; only that it was left is known from then on. */
  readonly leave: (of: OwnInvitation) => Promise<void>
}

/** Opens what this device keeps. Rejects where the browser keeps nothing. */
export async function openPageStore(listener: PageDatabaseListener): Promise<PageStore> {
  const database = await openPageDatabase(listener)
  const { removeFilesBefore, ...files } = createFileStore(database)
  const outgoing = createOutgoingStore(database)
  return {
    ...createInvitationStore(database),
    ...createSessionStore(database),
    ...outgoing,
    ...files,
    removeUnsentFiles: async (of, before, chosen) => {
      const messages = await outgoing.outgoing(of)
      const sent = messages.flatMap((message) => message.files.map(({ id }) => id))
      await removeFilesBefore(of, before, new Set([...sent, ...chosen]))
    },
    leave: (of) =>
      database.write(['invitations', 'sessions', 'entries', 'outgoing', 'files'], async (transaction) => {
        const scope = scopeOf(of)
        await putLatest(transaction, { state: 'left', invitationId: of.invitationId })
        await removeSession(transaction, scope)
        await removeAllOutgoing(transaction, scope)
        await removeAllFiles(transaction, scope)
      }),
  }
}

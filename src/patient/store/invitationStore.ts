import { type KeptInvitation, keptInvitationSchema } from './keptRows.ts'
import type { PageDatabase, Writing } from './pageDatabase.ts'
import { parsedOrNone } from './parsedOrNone.ts'

export interface InvitationStore {
  readonly findInvitation: (id: string) => Promise<KeptInvitation | undefined>
  /** The one that was put last. */
  readonly lastInvitation: () => Promise<KeptInvitation | undefined>
  readonly putInvitation: (invitation: KeptInvitation) => Promise<void>
}

export function createInvitationStore({ read, write }: PageDatabase): InvitationStore {
  return {
    findInvitation: async (id) =>
      parsedOrNone(keptInvitationSchema, await read((connection) => connection.get('invitations', id))),
    lastInvitation: async () => {
      const all = await read((connection) => connection.getAll('invitations'))
      return parsedOrNone(keptInvitationSchema, all.toSorted((a, b) => (a.putAt ?? 0) - (b.putAt ?? 0)).at(-1))
    },
    putInvitation: (invitation) => write(['invitations'], (transaction) => putLatest(transaction, invitation)),
  }
}

/** Puts an invitation as the one that was put last. */
export async function putLatest(transaction: Writing, invitation: KeptInvitation): Promise<void> {
  const store = transaction.objectStore('invitations')
  const latest = Math.max(0, ...(await store.getAll()).map(({ putAt }) => putAt ?? 0))
  await store.put({ ...invitation, putAt: latest + 1 })
}

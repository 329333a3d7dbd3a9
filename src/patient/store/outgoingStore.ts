import { type Outgoing, type OwnInvitation, outgoingSchema } from './keptRows.ts'
import { type PageDatabase, scopeOf, type Writing } from './pageDatabase.ts'
import { parsedOrNone } from './parsedOrNone.ts'

/** Store of the messages that are still to be sent. */
export interface OutgoingStore {
  /** In the order in which they were written. */
  readonly outgoing: (of: OwnInvitation) => Promise<Outgoing[]>
  readonly findOutgoing: (id: Outgoing['id']) => Promise<Outgoing | undefined>
  /** Keeps a message; resolves when it is on the disk. */
  readonly addOutgoing: (of: OwnInvitation, message: Omit<Outgoing, 'position'>) => Promise<Outgoing>
  /** Changes a message. One that is not there any more stays away. */
  readonly putOutgoing: (of: OwnInvitation, message: Outgoing) => Promise<void>
  /** Forgets a message, and what its files hold. */
  readonly removeOutgoing: (message: Pick<Outgoing, 'id' | 'files'>) => Promise<void>
}

export function createOutgoingStore({ read, write }: PageDatabase): OutgoingStore {
  return {
    outgoing: async (of) => {
      const rows = await read((connection) => connection.getAllFromIndex('outgoing', 'scope', scopeOf(of)))
      return rows.flatMap((row) => parsedOrNone(outgoingSchema, row) ?? []).sort((a, b) => a.position - b.position)
    },
    findOutgoing: async (id) =>
      parsedOrNone(outgoingSchema, await read((connection) => connection.getFromIndex('outgoing', 'id', id))),
    addOutgoing: async (of, message) => {
      const position = await write(['outgoing'], (transaction) =>
        transaction.objectStore('outgoing').add({ ...message, scope: scopeOf(of) }),
      )
      return { ...message, position }
    },
    putOutgoing: (of, message) =>
      write(['outgoing'], async (transaction) => {
        const store = transaction.objectStore('outgoing')
        if ((await store.getKey(message.position)) === undefined) return
        await store.put({ ...message, scope: scopeOf(of) })
      }),
    removeOutgoing: ({ id, files }) =>
      write(['outgoing', 'files'], async (transaction) => {
        const outgoing = transaction.objectStore('outgoing')
        const contents = transaction.objectStore('files')
        const found = await outgoing.index('id').getAllKeys(id)
        await Promise.all([
          ...found.map((position) => outgoing.delete(position)),
          ...files.map((file) => contents.delete(file.id)),
        ])
      }),
  }
}

/** Removes all messages of a patient in a session. */
export async function removeAllOutgoing(transaction: Writing, scope: string): Promise<void> {
  const store = transaction.objectStore('outgoing')
  for (const position of await store.index('scope').getAllKeys(scope)) await store.delete(position)
}

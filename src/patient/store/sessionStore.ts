import { type Entry, entrySchema } from '../../shared/model/entry.ts'
import { redactedEntry } from '../conversation/redactedEntry.ts'
import { type KeptSession, keptSessionSchema, type OwnInvitation } from './keptRows.ts'
import { type PageDatabase, scopeOf, type Writing } from './pageDatabase.ts'
import { parsedOrNone } from './parsedOrNone.ts'

/** Store of the session of each patient, and of what was written in it. */
export interface SessionStore {
  /** The last entries before this `seq` that are kept, at most so many; without holes only where all of them were kept. */
  readonly entriesBefore: (of: OwnInvitation, seq: number, most: number) => Promise<Entry[]>
  /** Keeps entries, and takes the text of `redacted` messages, by their `seq`, and of their edits, from everything that is kept. */
  readonly putEntries: (of: OwnInvitation, entries: readonly Entry[], redacted: ReadonlySet<number>) => Promise<void>
  readonly findSession: (of: OwnInvitation) => Promise<KeptSession | undefined>
  readonly putSession: (of: OwnInvitation, kept: KeptSession) => Promise<void>
  /** Forgets what was written; what is still to be sent, which nobody else has, stays. */
  readonly forgetEntries: (of: OwnInvitation) => Promise<void>
}

export function createSessionStore({ read, write }: PageDatabase): SessionStore {
  return {
    entriesBefore: async (of, seq, most) => {
      const scope = scopeOf(of)
      const rows = await read(async (connection) => {
        const { store } = connection.transaction('entries')
        const last = await store.openKeyCursor(IDBKeyRange.bound([scope, 0], [scope, seq], false, true), 'prev')
        if (!last) return []
        const [, newest] = last.primaryKey
        return await store.getAll(IDBKeyRange.bound([scope, newest - most + 1], [scope, newest]))
      })
      return rows.flatMap((row) => parsedOrNone(entrySchema, row) ?? [])
    },
    putEntries: (of, entries, redacted) =>
      write(['entries'], async (transaction) => {
        const scope = scopeOf(of)
        const store = transaction.objectStore('entries')
        await Promise.all(entries.map((entry) => store.put({ ...entry, scope })))
        if (redacted.size > 0) await redact(transaction, scope, redacted)
      }),
    findSession: async (of) =>
      parsedOrNone(keptSessionSchema, await read((connection) => connection.get('sessions', scopeOf(of)))),
    putSession: (of, kept) =>
      write(['sessions'], async (transaction) => {
        await transaction.objectStore('sessions').put({ ...kept, scope: scopeOf(of) })
      }),
    forgetEntries: (of) => write(['entries'], (transaction) => removeEntries(transaction, scopeOf(of))),
  }
}

/** Removes the session of a patient with all its entries. */
export async function removeSession(transaction: Writing, scope: string): Promise<void> {
  await transaction.objectStore('sessions').delete(scope)
  await removeEntries(transaction, scope)
}

async function removeEntries(transaction: Writing, scope: string): Promise<void> {
  await transaction.objectStore('entries').delete(allOf(scope))
}

async function redact(transaction: Writing, scope: string, targets: ReadonlySet<number>): Promise<void> {
  let cursor = await transaction.objectStore('entries').openCursor(allOf(scope))
  while (cursor) {
    const entry = parsedOrNone(entrySchema, cursor.value)
    const left = entry && redactedEntry(entry, targets)
    if (left) await cursor.update({ ...left, scope })
    cursor = await cursor.continue()
  }
}

const allOf = (scope: string) => IDBKeyRange.bound([scope, 0], [scope, Number.MAX_SAFE_INTEGER])

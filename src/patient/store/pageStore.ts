import type { z } from 'zod'
import { type Entry, entrySchema } from '../../shared/model/entry.ts'
import { redactedEntry } from '../conversation/redactedEntry.ts'
import {
  type ChosenFile,
  chosenFileSchema,
  type KeptInvitation,
  type KeptSession,
  keptInvitationSchema,
  keptSessionSchema,
  keySchema,
  type Outgoing,
  type OwnInvitation,
  outgoingSchema,
} from './keptRows.ts'
import { openPageDatabase, type PageDatabaseListener, type StoreName } from './pageDatabase.ts'

/**
 * Store of this device: invitations, and for each patient in a session what was written and what is still to be sent.
 */
export interface PageStore {
  readonly findInvitation: (id: string) => Promise<KeptInvitation | undefined>
  /** The one that was put last. */
  readonly lastInvitation: () => Promise<KeptInvitation | undefined>
  readonly putInvitation: (invitation: KeptInvitation) => Promise<void>
  /** The last entries before this `seq` that are kept, at most so many; without holes only where all of them were kept. */
  readonly entriesBefore: (of: OwnInvitation, seq: number, most: number) => Promise<Entry[]>
  /** Keeps entries, and takes what was said in `redacted` messages, by their `seq`, and in their edits, from everything that is kept. */
  readonly putEntries: (of: OwnInvitation, entries: readonly Entry[], redacted: ReadonlySet<number>) => Promise<void>
  readonly findSession: (of: OwnInvitation) => Promise<KeptSession | undefined>
  readonly putSession: (of: OwnInvitation, kept: KeptSession) => Promise<void>
  /** In the order in which they were written. */
  readonly outgoing: (of: OwnInvitation) => Promise<Outgoing[]>
  readonly findOutgoing: (id: Outgoing['id']) => Promise<Outgoing | undefined>
  /** Keeps a message; resolves when it is on the disk. */
  readonly addOutgoing: (of: OwnInvitation, message: Omit<Outgoing, 'position'>) => Promise<Outgoing>
  /** Changes a message. One that is not there any more stays away. */
  readonly putOutgoing: (of: OwnInvitation, message: Outgoing) => Promise<void>
  /** Forgets a message, and what its files hold. */
  readonly removeOutgoing: (message: Pick<Outgoing, 'id' | 'files'>) => Promise<void>
  /** Keeps a file that was chosen (at this instant, in ms); resolves when it is on the disk. */
  readonly putFile: (of: OwnInvitation, file: ChosenFile, content: Blob, chosenAt: number) => Promise<void>
  /** Those of these ids that are there, in this order. */
  readonly findFiles: (ids: readonly string[]) => Promise<ChosenFile[]>
  readonly content: (fileId: string) => Promise<Blob | undefined>
  readonly removeFile: (fileId: string) => Promise<void>
  /** Forgets files that were chosen before this instant (ms) and belong to no message. */
  readonly removeUnsentFiles: (of: OwnInvitation, before: number) => Promise<void>
  /** Forgets what was said; what is still to be sent, which nobody else has, stays. */
  readonly forgetEntries: (of: OwnInvitation) => Promise<void>
  /** Forgets the whole visit at once, its key too; only that it was left is known from then on. */
  readonly leave: (of: OwnInvitation) => Promise<void>
}

/** Opens what this device keeps. Rejects where the browser keeps nothing. */
export async function openPageStore(factory: IDBFactory, listener: PageDatabaseListener): Promise<PageStore> {
  const { read, write } = await openPageDatabase(factory, listener)
  const scopeOf = ({ sessionId, userId }: OwnInvitation) => `${sessionId} ${userId}`
  const rangeOf = (scope: string) => IDBKeyRange.bound([scope, 0], [scope, Number.MAX_SAFE_INTEGER])

  function removeWhere(transaction: IDBTransaction, store: StoreName, index: string, is: string): void {
    const from = transaction.objectStore(store)
    const found = from.index(index).getAllKeys(is)
    found.onsuccess = () => {
      for (const key of found.result) from.delete(key)
    }
  }

  function redact(store: IDBObjectStore, of: OwnInvitation, targets: ReadonlySet<number>): void {
    const cursor = store.openCursor(rangeOf(scopeOf(of)))
    cursor.onsuccess = () => {
      const { result } = cursor
      if (!result) return
      const entry = parsedOrNone(entrySchema, result.value)
      const left = entry && redactedEntry(entry, targets)
      if (left) result.update({ ...left, scope: scopeOf(of) })
      result.continue()
    }
  }

  function putLatest(store: IDBObjectStore, invitation: KeptInvitation): void {
    const all = store.getAll()
    all.onsuccess = () => {
      const latest = Math.max(0, ...all.result.map(({ putAt }: { readonly putAt?: number }) => putAt ?? 0))
      store.put({ ...invitation, putAt: latest + 1 })
    }
  }

  async function outgoing(of: OwnInvitation): Promise<Outgoing[]> {
    const rows: unknown[] = await read('outgoing', (store) => store.index('scope').getAll(scopeOf(of)))
    return rows.flatMap((row) => parsedOrNone(outgoingSchema, row) ?? []).sort((a, b) => a.position - b.position)
  }

  return {
    findInvitation: async (id) =>
      parsedOrNone(keptInvitationSchema, await read('invitations', (store) => store.get(id))),
    lastInvitation: async () => {
      const all: { readonly putAt?: number }[] = await read('invitations', (store) => store.getAll())
      return parsedOrNone(keptInvitationSchema, all.sort((a, b) => (a.putAt ?? 0) - (b.putAt ?? 0)).at(-1))
    },
    putInvitation: (invitation) =>
      write(['invitations'], (transaction) => putLatest(transaction.objectStore('invitations'), invitation)),
    entriesBefore: async (of, seq, most) => {
      const range = IDBKeyRange.bound([scopeOf(of), 0], [scopeOf(of), seq], false, true)
      const last = await read('entries', (store) => store.openKeyCursor(range, 'prev'))
      if (!last) return []
      const newest = Number(keySchema.parse(last.primaryKey)[1])
      const first = [scopeOf(of), newest - most + 1]
      const rows: unknown[] = await read('entries', (store) =>
        store.getAll(IDBKeyRange.bound(first, [scopeOf(of), newest])),
      )
      return rows.flatMap((row) => parsedOrNone(entrySchema, row) ?? [])
    },
    putEntries: (of, entries, redacted) =>
      write(['entries'], (transaction) => {
        const store = transaction.objectStore('entries')
        for (const entry of entries) store.put({ ...entry, scope: scopeOf(of) })
        if (redacted.size > 0) redact(store, of, redacted)
      }),
    findSession: async (of) =>
      parsedOrNone(keptSessionSchema, await read('sessions', (store) => store.get(scopeOf(of)))),
    putSession: (of, kept) =>
      write(['sessions'], (transaction) => {
        transaction.objectStore('sessions').put({ ...kept, scope: scopeOf(of) })
      }),
    outgoing,
    findOutgoing: async (id) =>
      parsedOrNone(outgoingSchema, await read('outgoing', (store) => store.index('id').get(id))),
    addOutgoing: async (of, message) => {
      let position = 0
      await write(['outgoing'], (transaction) => {
        const added = transaction.objectStore('outgoing').add({ ...message, scope: scopeOf(of) })
        added.onsuccess = () => {
          position = Number(added.result)
        }
      })
      return { ...message, position }
    },
    putOutgoing: (of, message) =>
      write(['outgoing'], (transaction) => {
        const store = transaction.objectStore('outgoing')
        const found = store.getKey(message.position)
        found.onsuccess = () => {
          if (found.result !== undefined) store.put({ ...message, scope: scopeOf(of) })
        }
      }),
    removeOutgoing: ({ id, files }) =>
      write(['outgoing', 'files'], (transaction) => {
        removeWhere(transaction, 'outgoing', 'id', id)
        for (const file of files) transaction.objectStore('files').delete(file.id)
      }),
    putFile: (of, file, content, chosenAt) =>
      write(['files'], (transaction) => {
        transaction.objectStore('files').put({ ...file, content, chosenAt, scope: scopeOf(of) })
      }),
    findFiles: async (ids) => {
      const rows: unknown[] = await Promise.all(ids.map((id) => read('files', (store) => store.get(id))))
      return rows.flatMap((row) => parsedOrNone(chosenFileSchema, row) ?? [])
    },
    content: async (fileId) => {
      const row: { readonly content?: unknown } | undefined = await read('files', (store) => store.get(fileId))
      return row?.content instanceof Blob ? row.content : undefined
    },
    removeFile: (fileId) => write(['files'], (transaction) => void transaction.objectStore('files').delete(fileId)),
    removeUnsentFiles: async (of, before) => {
      const needed = new Set((await outgoing(of)).flatMap(({ files }) => files.map(({ id }) => id)))
      await write(['files'], (transaction) => {
        const cursor = transaction.objectStore('files').index('scope').openCursor(scopeOf(of))
        cursor.onsuccess = () => {
          const { result } = cursor
          if (!result) return
          const { id, chosenAt }: { readonly id: string; readonly chosenAt: number } = result.value
          if (chosenAt < before && !needed.has(id)) result.delete()
          result.continue()
        }
      })
    },
    forgetEntries: (of) =>
      write(['entries'], (transaction) => {
        transaction.objectStore('entries').delete(rangeOf(scopeOf(of)))
      }),
    leave: (of) =>
      write(['invitations', 'sessions', 'entries', 'outgoing', 'files'], (transaction) => {
        const { invitationId } = of
        putLatest(transaction.objectStore('invitations'), { state: 'left', invitationId })
        transaction.objectStore('sessions').delete(scopeOf(of))
        transaction.objectStore('entries').delete(rangeOf(scopeOf(of)))
        removeWhere(transaction, 'outgoing', 'scope', scopeOf(of))
        removeWhere(transaction, 'files', 'scope', scopeOf(of))
      }),
  }
}

/** A row that another version of the page has left in another form is as if it were not there. */
function parsedOrNone<T>(schema: z.ZodType<T>, row: unknown): T | undefined {
  const parsed = schema.safeParse(row)
  return parsed.success ? parsed.data : undefined
}

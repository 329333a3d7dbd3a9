import { z } from 'zod'
import { attachmentIdSchema } from '../../src/shared/model/attachment.ts'
import { type Entry, entrySchema } from '../../src/shared/model/entry.ts'
import { failureKindSchema } from '../../src/shared/model/failure.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import { openPageDatabase, type StoreName, settled } from './pageDatabase.ts'
import { redactedEntry } from './redactedEntry.ts'

/** An invitation on this device: not exchanged yet, ours, or over. */
const keptInvitationSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('new'), invitationId: invitationIdSchema, key: z.string(), invitation: z.string() }),
  z.object({
    state: z.literal('ours'),
    invitationId: invitationIdSchema,
    key: z.string(),
    sessionId: sessionIdSchema,
    userId: userIdSchema,
  }),
  z.object({ state: z.literal('over'), invitationId: invitationIdSchema }),
])
export type KeptInvitation = z.infer<typeof keptInvitationSchema>
export type OwnInvitation = Extract<KeptInvitation, { readonly state: 'ours' }>

/** A file that was chosen to be sent. Its content is kept under its id, which is of this device only. */
const chosenFileSchema = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
})
export type ChosenFile = z.infer<typeof chosenFileSchema>

/** A file of a message on its way: `uploadId` is the relay's name of its upload, once that has begun. */
const outgoingFileSchema = chosenFileSchema.extend({
  uploadId: attachmentIdSchema.optional(),
  isWhole: z.literal(true).optional(),
})
export type OutgoingFile = z.infer<typeof outgoingFileSchema>

/**
 * A message on its way: the id is its own from the first moment to the last. `refused` is why the relay will not take it.
 * `isTried`: it was given to the relay, which may have it.
 */
const outgoingSchema = z.object({
  id: entryIdSchema,
  position: z.int(),
  text: z.string(),
  files: z.array(outgoingFileSchema).default([]),
  writtenAt: z.int(),
  isTried: z.literal(true).optional(),
  refused: failureKindSchema.optional(),
})
export type Outgoing = z.infer<typeof outgoingSchema>

/** The key of a kept entry. */
const keySchema = z.array(z.union([z.string(), z.int()]))

/** What this device keeps: invitations, and for each patient in a session what was said and what is still to be sent. */
export interface PageStore {
  readonly findInvitation: (id: string) => Promise<KeptInvitation | undefined>
  /** The one that was put last. */
  readonly lastInvitation: () => Promise<KeptInvitation | undefined>
  readonly putInvitation: (invitation: KeptInvitation) => Promise<void>
  /** The last entries before this `seq` that are kept, at most so many; without holes only where all of them were kept. */
  readonly entriesBefore: (of: OwnInvitation, seq: number, most: number) => Promise<Entry[]>
  readonly putEntries: (of: OwnInvitation, entries: readonly Entry[]) => Promise<void>
  /** Takes what was said in these messages, by their `seq`, and in their edits, from everything that is kept. */
  readonly redactEntries: (of: OwnInvitation, targets: ReadonlySet<number>) => Promise<void>
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
  /** Forgets what was said and what was to be sent. */
  readonly clear: (of: OwnInvitation) => Promise<void>
}

/** Opens what this device keeps. Rejects where the browser keeps nothing. `outdated` as in `openPageDatabase`. */
export async function openPageStore(factory: IDBFactory, outdated: () => void): Promise<PageStore> {
  const { read, write } = await openPageDatabase(factory, outdated)
  const scopeOf = ({ sessionId, userId }: OwnInvitation) => `${sessionId} ${userId}`
  const rangeOf = (scope: string) => IDBKeyRange.bound([scope, 0], [scope, Number.MAX_SAFE_INTEGER])

  function removeWhere(transaction: IDBTransaction, store: StoreName, index: string, is: string): void {
    const from = transaction.objectStore(store)
    const found = from.index(index).getAllKeys(is)
    found.onsuccess = () => {
      for (const key of found.result) from.delete(key)
    }
  }

  async function outgoing(of: OwnInvitation): Promise<Outgoing[]> {
    const rows: unknown[] = await settled(read('outgoing').index('scope').getAll(scopeOf(of)))
    return rows.flatMap((row) => parsedOrNone(outgoingSchema, row) ?? []).sort((a, b) => a.position - b.position)
  }

  return {
    findInvitation: async (id) => parsedOrNone(keptInvitationSchema, await settled(read('invitations').get(id))),
    lastInvitation: async () => {
      const all: { readonly putAt?: number }[] = await settled(read('invitations').getAll())
      return parsedOrNone(keptInvitationSchema, all.sort((a, b) => (a.putAt ?? 0) - (b.putAt ?? 0)).at(-1))
    },
    putInvitation: (invitation) =>
      write(['invitations'], (transaction) => {
        const store = transaction.objectStore('invitations')
        const all = store.getAll()
        all.onsuccess = () => {
          const latest = Math.max(0, ...all.result.map(({ putAt }: { readonly putAt?: number }) => putAt ?? 0))
          store.put({ ...invitation, putAt: latest + 1 })
        }
      }),
    entriesBefore: async (of, seq, most) => {
      const range = IDBKeyRange.bound([scopeOf(of), 0], [scopeOf(of), seq], false, true)
      const last = await settled(read('entries').openKeyCursor(range, 'prev'))
      if (!last) return []
      const newest = Number(keySchema.parse(last.primaryKey)[1])
      const first = [scopeOf(of), newest - most + 1]
      const rows: unknown[] = await settled(read('entries').getAll(IDBKeyRange.bound(first, [scopeOf(of), newest])))
      return rows.flatMap((row) => parsedOrNone(entrySchema, row) ?? [])
    },
    putEntries: (of, entries) =>
      write(['entries'], (transaction) => {
        for (const entry of entries) transaction.objectStore('entries').put({ ...entry, scope: scopeOf(of) })
      }),
    redactEntries: (of, targets) =>
      write(['entries'], (transaction) => {
        const cursor = transaction.objectStore('entries').openCursor(rangeOf(scopeOf(of)))
        cursor.onsuccess = () => {
          const { result } = cursor
          if (!result) return
          const entry = parsedOrNone(entrySchema, result.value)
          const left = entry && redactedEntry(entry, targets)
          if (left) result.update({ ...left, scope: scopeOf(of) })
          result.continue()
        }
      }),
    outgoing,
    findOutgoing: async (id) => parsedOrNone(outgoingSchema, await settled(read('outgoing').index('id').get(id))),
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
      const rows: unknown[] = await Promise.all(ids.map((id) => settled(read('files').get(id))))
      return rows.flatMap((row) => parsedOrNone(chosenFileSchema, row) ?? [])
    },
    content: async (fileId) => {
      const row: { readonly content?: unknown } | undefined = await settled(read('files').get(fileId))
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
    clear: (of) =>
      write(['entries', 'outgoing', 'files'], (transaction) => {
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

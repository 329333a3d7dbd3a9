import { z } from 'zod'
import { type Entry, entrySchema } from '../../src/shared/model/entry.ts'
import { failureKindSchema } from '../../src/shared/model/failure.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { invitationIdSchema } from '../../src/shared/protocol/invitation.ts'

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

/** A message on its way: the id is its own from the first moment to the last. `refused` is why the relay will not take it. */
const outgoingSchema = z.object({
  id: entryIdSchema,
  position: z.int(),
  text: z.string(),
  writtenAt: z.int(),
  refused: failureKindSchema.optional(),
})
export type Outgoing = z.infer<typeof outgoingSchema>

/** What this device keeps: invitations, and for each patient in a session what was said and what is still to be sent. */
export interface PageStore {
  readonly findInvitation: (id: string) => Promise<KeptInvitation | undefined>
  /** The one that was put last. */
  readonly lastInvitation: () => Promise<KeptInvitation | undefined>
  readonly putInvitation: (invitation: KeptInvitation) => Promise<void>
  readonly entries: (of: OwnInvitation) => Promise<Entry[]>
  readonly putEntries: (of: OwnInvitation, entries: readonly Entry[]) => Promise<void>
  /** In the order in which they were written. */
  readonly outgoing: (of: OwnInvitation) => Promise<Outgoing[]>
  /** Keeps a message; resolves when it is on the disk. */
  readonly addOutgoing: (of: OwnInvitation, message: Pick<Outgoing, 'id' | 'text' | 'writtenAt'>) => Promise<Outgoing>
  readonly putOutgoing: (of: OwnInvitation, message: Outgoing) => Promise<void>
  readonly removeOutgoing: (id: Outgoing['id']) => Promise<void>
  /** Forgets what was said and what was to be sent. */
  readonly clear: (of: OwnInvitation) => Promise<void>
}

const databaseName = 'rounds-visit'
const newest = 1

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser could not do this'))
  })
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser could not store this'))
  })
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(databaseName, newest)
  request.onupgradeneeded = () => {
    const database = request.result
    database.createObjectStore('invitations', { keyPath: 'invitationId' })
    database.createObjectStore('entries', { keyPath: ['scope', 'seq'] })
    const outgoing = database.createObjectStore('outgoing', { keyPath: 'position', autoIncrement: true })
    outgoing.createIndex('scope', 'scope')
    outgoing.createIndex('id', 'id')
  }
  return settled(request)
}

/** Opens what this device keeps. Rejects where the browser keeps nothing. */
export async function openPageStore(factory: IDBFactory): Promise<PageStore> {
  const database = await openDatabase(factory)
  const scopeOf = ({ sessionId, userId }: OwnInvitation) => `${sessionId} ${userId}`
  const rangeOf = (scope: string) => IDBKeyRange.bound([scope, 0], [scope, Number.MAX_SAFE_INTEGER])

  async function write(stores: string[], work: (transaction: IDBTransaction) => void): Promise<void> {
    // Relaxed would report a message as kept that a loss of power takes away.
    const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' })
    const done = committed(transaction)
    work(transaction)
    await done
  }
  const read = (store: string) => database.transaction(store).objectStore(store)

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
    entries: async (of) => {
      const rows: unknown[] = await settled(read('entries').getAll(rangeOf(scopeOf(of))))
      return rows.flatMap((row) => parsedOrNone(entrySchema, row) ?? [])
    },
    putEntries: (of, entries) =>
      write(['entries'], (transaction) => {
        for (const entry of entries) transaction.objectStore('entries').put({ ...entry, scope: scopeOf(of) })
      }),
    outgoing: async (of) => {
      const rows: unknown[] = await settled(read('outgoing').index('scope').getAll(scopeOf(of)))
      return rows.flatMap((row) => parsedOrNone(outgoingSchema, row) ?? []).sort((a, b) => a.position - b.position)
    },
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
        transaction.objectStore('outgoing').put({ ...message, scope: scopeOf(of) })
      }),
    removeOutgoing: (id) =>
      write(['outgoing'], (transaction) => {
        const store = transaction.objectStore('outgoing')
        const found = store.index('id').getAllKeys(id)
        found.onsuccess = () => {
          for (const key of found.result) store.delete(key)
        }
      }),
    clear: (of) =>
      write(['entries', 'outgoing'], (transaction) => {
        transaction.objectStore('entries').delete(rangeOf(scopeOf(of)))
        const store = transaction.objectStore('outgoing')
        const found = store.index('scope').getAllKeys(scopeOf(of))
        found.onsuccess = () => {
          for (const key of found.result) store.delete(key)
        }
      }),
  }
}

/** A row that another version of the page has left in another form is as if it were not there. */
function parsedOrNone<T>(schema: z.ZodType<T>, row: unknown): T | undefined {
  const parsed = schema.safeParse(row)
  return parsed.success ? parsed.data : undefined
}

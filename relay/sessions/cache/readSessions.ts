import { isDeepStrictEqual } from 'node:util'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import type { Pause } from '../sync/pause.ts'
import type { CachedSession, Heads } from './cachedSession.ts'
import type { CacheEntries } from './cacheEntries.ts'
import type { Moment } from './cacheEntry.ts'
import type { OtherNodes } from './otherNodes.ts'

/** So many sessions are read at once; what others send is taken in before the next ones. */
const listedAtOnce = 100

const noHeads: Heads = { care: 0, staff: 0 }

export interface SessionReading {
  readonly find: (id: SessionId) => Promise<CachedSession | undefined>
  /** Reads those of these sessions that exist. */
  readonly findMany: (ids: readonly SessionId[]) => Promise<CachedSession[]>
  readonly list: (of: Parameters<Store['sessions']['list']>[0]) => Promise<CachedSession[]>
  /** Reads those of these sessions that are in memory. */
  readonly reread: (ids: readonly SessionId[]) => Promise<void>
  readonly rereadHeads: (session: CachedSession) => Promise<void>
  /** Returns whether sessions are being read just now that will be in memory. */
  readonly isUnderWay: () => boolean
}

/** Reads sessions from the store into the cache, which meanwhile takes in what comes of them. */
export function createSessionReading(parts: {
  readonly store: Pick<Store, 'sessions' | 'log'>
  readonly entries: CacheEntries
  /** Returns the moment of a reading that begins now. */
  readonly nextMoment: () => Moment
  readonly others: OtherNodes | undefined
  readonly pause: Pause
}): SessionReading {
  const { store, entries, nextMoment, others, pause } = parts
  let underWay = 0

  /** An event of a session that comes while others are read may concern one that is about to be in memory. */
  async function reading<T>(read: (asOf: Moment) => Promise<T>): Promise<T> {
    underWay += 1
    try {
      return await read(nextMoment())
    } finally {
      underWay -= 1
    }
  }

  /** Takes in all of these at one moment: what is forgotten for lack of room while others come in is among them all the same. */
  async function takeInAll(records: readonly SessionRecord[], asOf: Moment): Promise<CachedSession[]> {
    const headsOf = new Map<SessionId, Heads>()
    for (;;) {
      const held = new Map(records.flatMap(({ id }) => (others ? [] : [[id, entries.peek(id)] as const])))
      const lacking = records.filter(({ id }) => !held.get(id) && !headsOf.has(id)).map(({ id }) => id)
      if (lacking.length === 0)
        return records.map((record) => {
          const heads = headsOf.get(record.id) ?? noHeads
          return held.get(record.id) ?? takeIn({ entries, others }, record, heads, asOf)
        })
      for (const [id, heads] of await readHeads(store, lacking)) headsOf.set(id, heads)
    }
  }

  return {
    find: (id) =>
      reading(async (asOf) => {
        const record = await store.sessions.find(id)
        return record && (await takeInAll([record], asOf))[0]
      }),
    findMany: (ids) => reading(async (asOf) => takeInAll(await store.sessions.findMany(ids), asOf)),
    list: (of) =>
      reading(async (asOf) => {
        const listed: CachedSession[] = []
        let after: SessionId | null = null
        for (;;) {
          const records: SessionRecord[] = await store.sessions.list(of, { after, limit: listedAtOnce })
          listed.push(...(await takeInAll(records, asOf)))
          const last = records.at(-1)
          if (!last || records.length < listedAtOnce) break
          after = last.id
          await pause()
        }
        return listed.sort((a, b) => (a.record().id < b.record().id ? -1 : 1))
      }),
    reread: (ids) =>
      reading(async (asOf) => {
        const records = await store.sessions.findMany(ids)
        const headsOf = await readHeads(store, ids)
        for (const record of records)
          if (entries.peek(record.id)) takeIn({ entries, others }, record, headsOf.get(record.id) ?? noHeads, asOf)
      }),
    rereadHeads: async (session) => {
      const { id } = session.record()
      raiseHeads(session, (await readHeads(store, [id])).get(id) ?? noHeads, others)
    },
    isUnderWay: () => underWay > 0,
  }
}

/** Takes in what was read as of then. What has been put in since is newer. */
function takeIn(
  { entries, others }: { readonly entries: CacheEntries; readonly others: OtherNodes | undefined },
  record: SessionRecord,
  heads: Heads,
  asOf: Moment,
): CachedSession {
  const session = entries.peek(record.id)
  if (!session) return entries.add(record, heads, asOf)
  const previous = session.record()
  const isNewer = record.version > previous.version
  if (isNewer || (others && record.version === previous.version && !entries.isAfter(record.id, asOf))) {
    if (isDeepStrictEqual(previous, record)) entries.confirm(session, asOf)
    else {
      entries.replace(session, record, asOf)
      others?.outdated(session, previous)
    }
  }
  raiseHeads(session, heads, others)
  return session
}

/** Takes note of how far the threads of a session go, if that is further than is known. */
export function raiseHeads(session: CachedSession, heads: Heads, others: Pick<OtherNodes, 'behind'> | undefined): void {
  session.raiseHead('care', heads.care)
  session.raiseHead('staff', heads.staff)
  others?.behind(session)
}

async function readHeads(store: Pick<Store, 'log'>, ids: readonly SessionId[]): Promise<ReadonlyMap<SessionId, Heads>> {
  const headsOf = new Map(ids.map((id) => [id, { ...noHeads }]))
  for (const { sessionId, thread, head } of await store.log.heads(ids)) {
    const heads = headsOf.get(sessionId)
    if (heads) heads[thread] = head
  }
  return headsOf
}

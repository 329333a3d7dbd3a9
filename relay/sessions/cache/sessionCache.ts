import { isDeepStrictEqual } from 'node:util'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { type Thread, threadSchema } from '../../../src/shared/model/thread.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import { nextTurnOfLoop, type Pause } from '../sync/pause.ts'
import { type CachedSession, createCachedSession } from './cachedSession.ts'
import { createParticipantPool } from './internParticipants.ts'

/** With other nodes, a session is read again that was read longer ago: one that is cut off from all others changes it unheard. */
const trustedForMs = 30_000

/** Above this many, sessions that no connected user takes part in are forgotten. */
const keptSessions = 20_000

export interface SessionCache {
  readonly find: (id: SessionId) => Promise<CachedSession | undefined>
  /** The sessions that `SessionStore.list` gives; ascending by id. */
  readonly list: (of: Parameters<Store['sessions']['list']>[0]) => Promise<CachedSession[]>
  /** Takes over a record that was just stored on this node, with how far its threads then went. */
  readonly replace: (record: SessionRecord, heads: Readonly<Record<Thread, number>>) => CachedSession
  /** Takes over other names in a session that is in memory and was just read; it stays in its version. */
  readonly rename: (session: CachedSession, record: SessionRecord) => CachedSession
  /** The session, if it is in memory and, as far as this node can know, as it is in the store. */
  readonly known: (id: SessionId) => CachedSession | undefined
  /** The session, if it is in memory; another node may have changed it a moment ago. */
  readonly held: (id: SessionId) => CachedSession | undefined
  /** The sessions in which someone takes part who is connected to this node. */
  readonly inUse: () => CachedSession[]
  /** All sessions in memory. */
  readonly all: () => CachedSession[]
  /** News of other nodes may be missing: what was in memory until now is read again before it is taken for known. */
  readonly distrust: () => void
  /** The sessions in memory in which the user takes part. */
  readonly of: (userId: UserId) => CachedSession[]
  /** Reads again how far the threads of a session go: another node may have appended. */
  readonly refreshHeads: (session: CachedSession) => Promise<void>
  /** With other nodes, reads these sessions again, those that are in memory; alone, it does nothing. */
  readonly refresh: (ids: readonly SessionId[]) => Promise<void>
  /** Reads a session again of which the store has a newer version. */
  readonly reload: (id: SessionId) => Promise<void>
  /** Takes over what another node has stored. */
  readonly takeOver: (record: SessionRecord, heads: Readonly<Record<Thread, number>>) => CachedSession
  /** Returns whether sessions are being read just now that will be in memory. */
  readonly isReading: () => boolean
}

/** So many sessions are read at once; what others send is taken in before the next ones. */
const listedAtOnce = 100

/** Coordination of a directory with other nodes that change the same sessions. */
export interface OtherNodes {
  /**
   * Returns whether all that they did up to a moment ago is known here. While it is not, sessions are read when they are asked
   * for.
   */
  readonly isSynced: () => boolean
  /** Of a clock that runs for all nodes, ms. */
  readonly now: () => number
  /** A session is in memory from now on. */
  readonly adopted: (session: CachedSession) => void
  /** Entries were found that no one has told of here. */
  readonly behind: (session: CachedSession) => void
  /** Called when a session in memory was found to be out of date. */
  readonly outdated: (session: CachedSession, previous: SessionRecord) => void
}

/** As of when something is so: after which change, since which time that news were missed, and when (ms). */
interface Moment {
  readonly change: number
  readonly era: number
  readonly atMs: number
}

const noHeads = { care: 0, staff: 0 }

/** The sessions that are in use on this node, in memory, so that a message costs no reading. */
export function createSessionCache(
  store: Pick<Store, 'sessions' | 'log'>,
  isConnected: (userId: UserId) => boolean,
  others?: OtherNodes,
  pause: Pause = nextTurnOfLoop,
): SessionCache {
  const sessions = new Map<SessionId, CachedSession>()
  const participants = createParticipantPool()
  const loading = new Map<SessionId, Promise<CachedSession | undefined>>()
  /** Number of the last change that replaced each session: what was read before it is older. */
  const replacedBy = new WeakMap<CachedSession, number>()
  /** Moment at which each cached session last matched the store. */
  const trust = new WeakMap<CachedSession, Moment>()
  /** Begins anew whenever news may be missing. */
  let era = 0
  let sweptAbove = keptSessions
  let changes = 0
  let readings = 0

  function adopt(record: SessionRecord, since: Moment, heads?: Readonly<Record<Thread, number>>): CachedSession {
    if (sessions.size >= sweptAbove) forgetUnused()
    const session = createCachedSession(participants.share(record), heads)
    sessions.set(record.id, session)
    if (others) trust.set(session, since)
    others?.adopted(session)
    return session
  }

  const now = (): Moment => ({ change: changes, era, atMs: others?.now() ?? 0 })

  function isUsed(session: CachedSession): boolean {
    return session.record().participants.some(({ userId }) => isConnected(userId))
  }

  function forgetUnused(): void {
    for (const [id, session] of sessions) if (!isUsed(session)) sessions.delete(id)
    // Where most are in use, looking through them for each new one would cost more than the few that are not.
    sweptAbove = Math.max(keptSessions, sessions.size * 2)
    participants.clear()
  }

  /** Marks a session as replaced: what was read before this is older. */
  function noteReplaced(session: CachedSession): CachedSession {
    changes += 1
    replacedBy.set(session, changes)
    return session
  }

  function isTrusted(session: CachedSession): boolean {
    if (!others) return true
    const since = trust.get(session)
    return since !== undefined && since.era === era && others.now() - since.atMs < trustedForMs
  }

  function put(session: CachedSession, record: SessionRecord, since: Moment): void {
    noteReplaced(session)
    if (others) trust.set(session, since)
    session.replace(participants.share(record))
    sessions.set(record.id, session)
  }

  /** Takes in what was read since then. What was put meanwhile is newer. */
  function takeIn(record: SessionRecord, heads: Readonly<Record<Thread, number>>, since: Moment): CachedSession {
    const held = sessions.get(record.id)
    if (!held) return adopt(record, since, heads)
    const previous = held.record()
    const isNewer = record.version > previous.version
    if (isNewer || (others && record.version === previous.version && (replacedBy.get(held) ?? 0) <= since.change)) {
      if (isDeepStrictEqual(previous, record)) trust.set(held, since)
      else {
        put(held, record, since)
        others?.outdated(held, previous)
      }
    }
    raise(held, heads)
    return held
  }

  async function readHeads(ids: readonly SessionId[]): Promise<Map<SessionId, Record<Thread, number>>> {
    const headsOf = new Map(ids.map((id) => [id, { care: 0, staff: 0 }]))
    for (const { sessionId, thread, head } of await store.log.heads(ids)) {
      const heads = headsOf.get(sessionId)
      if (heads) heads[thread] = head
    }
    return headsOf
  }

  /** Takes in all of these at one moment: what is forgotten for lack of room while others come in is among them all the same. */
  async function takeInAll(records: readonly SessionRecord[], since: Moment): Promise<CachedSession[]> {
    const headsOf = new Map<SessionId, Record<Thread, number>>()
    for (;;) {
      const held = new Map(records.flatMap(({ id }) => (others ? [] : [[id, sessions.get(id)] as const])))
      const lacking = records.filter(({ id }) => !held.get(id) && !headsOf.has(id)).map(({ id }) => id)
      if (lacking.length === 0)
        return records.map((record) => held.get(record.id) ?? takeIn(record, headsOf.get(record.id) ?? noHeads, since))
      for (const [id, heads] of await readHeads(lacking)) headsOf.set(id, heads)
    }
  }

  function raise(session: CachedSession, heads: Readonly<Record<Thread, number>>): void {
    session.raiseHead('care', heads.care)
    session.raiseHead('staff', heads.staff)
    others?.behind(session)
  }

  /** News of a session that comes while others are read may concern one that is about to be in memory. */
  async function reading<T>(read: (since: Moment) => Promise<T>): Promise<T> {
    readings += 1
    try {
      return await read(now())
    } finally {
      readings -= 1
    }
  }

  async function load(id: SessionId): Promise<CachedSession | undefined> {
    try {
      return await reading(async (since) => {
        const record = await store.sessions.find(id)
        return record && (await takeInAll([record], since))[0]
      })
    } finally {
      loading.delete(id)
    }
  }

  async function refreshAll(ids: readonly SessionId[]): Promise<void> {
    await reading(async (since) => {
      const records = await store.sessions.findMany(ids)
      const headsOf = await readHeads(ids)
      for (const record of records)
        if (sessions.has(record.id)) takeIn(record, headsOf.get(record.id) ?? noHeads, since)
    })
  }

  /** While a session is being read, who asks for it waits like those before them: requests keep their order. */
  function known(id: SessionId): CachedSession | undefined {
    if (others && (!others.isSynced() || loading.has(id))) return undefined
    const session = sessions.get(id)
    return session && isTrusted(session) ? session : undefined
  }

  return {
    find: async (id) => {
      const certain = known(id)
      if (certain) return certain
      const started = loading.get(id) ?? load(id)
      loading.set(id, started)
      return await started
    },
    list: (of) =>
      reading(async (since) => {
        const listed: CachedSession[] = []
        let after: SessionId | null = null
        for (;;) {
          const records: SessionRecord[] = await store.sessions.list(of, { after, limit: listedAtOnce })
          listed.push(...(await takeInAll(records, since)))
          const last = records.at(-1)
          if (!last || records.length < listedAtOnce) break
          after = last.id
          await pause()
        }
        return listed.sort((a, b) => (a.record().id < b.record().id ? -1 : 1))
      }),
    replace: (record, heads) => {
      const held = sessions.get(record.id)
      if (!held) return noteReplaced(adopt(record, now(), heads))
      put(held, record, now())
      for (const thread of threadSchema.options) held.raiseHead(thread, heads[thread])
      return held
    },
    rename: (session, record) => {
      if (record.version >= session.record().version) put(session, record, now())
      return session
    },
    known,
    held: (id) => sessions.get(id),
    inUse: () => [...sessions.values()].filter(isUsed),
    all: () => [...sessions.values()],
    distrust: () => {
      era += 1
    },
    of: (userId) => [...sessions.values()].filter((session) => session.participant(userId)),
    refreshHeads: async (session) => {
      for (const { thread, head } of await store.log.heads([session.record().id])) session.raiseHead(thread, head)
      others?.behind(session)
    },
    refresh: async (ids) => {
      if (others && ids.length > 0) await refreshAll([...new Set(ids)])
    },
    reload: (id) => refreshAll([id]),
    takeOver: (record, heads) => {
      const held = sessions.get(record.id)
      if (!held) return noteReplaced(adopt(record, now(), heads))
      // News of several nodes may come in another order than that of what they tell.
      if (record.version >= held.record().version) put(held, record, now())
      raise(held, heads)
      return held
    },
    isReading: () => readings > 0,
  }
}

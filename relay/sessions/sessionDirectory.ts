import { isDeepStrictEqual } from 'node:util'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import { createKnownSession, type KnownSession } from './knownSession.ts'
import { createParticipantPool } from './participantPool.ts'

/** With other nodes, a session is read again that was read longer ago: one that is cut off from all others changes it unheard. */
const trustedForMs = 30_000

/** Above this many, sessions that no connected user takes part in are forgotten. */
const keptSessions = 20_000

export interface SessionDirectory {
  readonly find: (id: SessionId) => Promise<KnownSession | undefined>
  /** The sessions that `SessionStore.list` gives; ascending by id. */
  readonly list: (of: Parameters<Store['sessions']['list']>[0]) => Promise<KnownSession[]>
  /** Takes over a record that was just stored, into the holder that was found before, or a new one for a new session. */
  readonly replace: (record: SessionRecord, found: KnownSession | undefined) => KnownSession
  /** The session, if it is in memory and, as far as this node can know, as it is in the store. */
  readonly known: (id: SessionId) => KnownSession | undefined
  /** The session, if it is in memory; another node may have changed it a moment ago. */
  readonly held: (id: SessionId) => KnownSession | undefined
  /** The sessions in which someone takes part who is connected to this node. */
  readonly inUse: () => KnownSession[]
  /** All sessions in memory. */
  readonly all: () => KnownSession[]
  /** News of other nodes may be missing: what was in memory until now is read again before it is taken for known. */
  readonly distrust: () => void
  /** The sessions in memory in which the user takes part. */
  readonly of: (userId: UserId) => KnownSession[]
  /** Reads again how far the threads of a session go: another node may have appended. */
  readonly refreshHeads: (session: KnownSession) => Promise<void>
  /** With other nodes, reads these sessions again, those that are in memory; alone, it does nothing. */
  readonly refresh: (ids: readonly SessionId[]) => Promise<void>
  /** Takes over what another node has stored. */
  readonly takeOver: (record: SessionRecord, heads: Readonly<Record<Thread, number>>) => KnownSession
  /** Whether sessions are being read just now that will be in memory. */
  readonly isReading: () => boolean
}

/** What a directory has to do with other nodes that change the same sessions. */
export interface OtherNodes {
  /** Whether all that they did up to a moment ago is known here. While it is not, sessions are read when they are asked for. */
  readonly isInStep: () => boolean
  /** Of a clock that runs for all nodes, ms. */
  readonly now: () => number
  /** A session is in memory from now on. */
  readonly adopted: (session: KnownSession) => void
  /** Entries were found that no one has told of here. */
  readonly behind: (session: KnownSession) => void
  /** What was in memory was found to be out of date. */
  readonly outdated: (session: KnownSession, previous: SessionRecord) => void
}

/** As of when something is so: after which change, since which time that news were missed, and when (ms). */
interface Moment {
  readonly change: number
  readonly era: number
  readonly atMs: number
}

type Heads = Awaited<ReturnType<Store['log']['heads']>>

/** The sessions that are in use on this node, in memory, so that a message costs no reading. */
export function createSessionDirectory(
  store: Pick<Store, 'sessions' | 'log'>,
  isConnected: (userId: UserId) => boolean,
  others?: OtherNodes,
): SessionDirectory {
  const sessions = new Map<SessionId, KnownSession>()
  const participants = createParticipantPool()
  const loading = new Map<SessionId, Promise<KnownSession | undefined>>()
  /** Which change was the last one that replaced a session: what was read before it is older. */
  const replacedBy = new WeakMap<KnownSession, number>()
  /** When a session was last as it is in the store, for all that is known. */
  const trust = new WeakMap<KnownSession, Moment>()
  /** Begins anew whenever news may be missing. */
  let era = 0
  let sweptAbove = keptSessions
  let changes = 0
  let readings = 0

  function adopt(record: SessionRecord, since: Moment, heads?: Readonly<Record<Thread, number>>): KnownSession {
    if (sessions.size >= sweptAbove) forgetUnused()
    const session = createKnownSession(participants.share(record), heads)
    sessions.set(record.id, session)
    if (others) trust.set(session, since)
    others?.adopted(session)
    return session
  }

  const now = (): Moment => ({ change: changes, era, atMs: others?.now() ?? 0 })

  function isUsed(session: KnownSession): boolean {
    return session.record().participants.some(({ userId }) => isConnected(userId))
  }

  function forgetUnused(): void {
    for (const [id, session] of sessions) if (!isUsed(session)) sessions.delete(id)
    // Where most are in use, looking through them for each new one would cost more than the few that are not.
    sweptAbove = Math.max(keptSessions, sessions.size * 2)
    participants.clear()
  }

  /** What was read before this is older. */
  function noteReplaced(session: KnownSession): KnownSession {
    changes += 1
    replacedBy.set(session, changes)
    return session
  }

  function isTrusted(session: KnownSession): boolean {
    if (!others) return true
    const since = trust.get(session)
    return since !== undefined && since.era === era && others.now() - since.atMs < trustedForMs
  }

  function put(session: KnownSession, record: SessionRecord, since: Moment): void {
    noteReplaced(session)
    if (others) trust.set(session, since)
    session.replace(participants.share(record))
    sessions.set(record.id, session)
  }

  /** Takes in what was read since then. What was put meanwhile is newer. */
  function takeIn(record: SessionRecord, heads: Heads, since: Moment): KnownSession {
    const ofThreads = { care: 0, staff: 0 }
    for (const { sessionId, thread, head } of heads) if (sessionId === record.id) ofThreads[thread] = head
    const held = sessions.get(record.id)
    if (!held) {
      return adopt(record, since, ofThreads)
    }
    const previous = held.record()
    if (others && (replacedBy.get(held) ?? 0) <= since.change) {
      if (isDeepStrictEqual(previous, record)) trust.set(held, since)
      else {
        put(held, record, since)
        others.outdated(held, previous)
      }
    }
    raise(held, ofThreads)
    return held
  }

  function raise(session: KnownSession, heads: Readonly<Record<Thread, number>>): void {
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

  async function load(id: SessionId): Promise<KnownSession | undefined> {
    try {
      return await reading(async (since) => {
        const record = await store.sessions.find(id)
        return record && takeIn(record, await store.log.heads([id]), since)
      })
    } finally {
      loading.delete(id)
    }
  }

  async function refreshAll(ids: readonly SessionId[]): Promise<void> {
    await reading(async (since) => {
      const records = await store.sessions.findMany(ids)
      const headsOf = Map.groupBy(await store.log.heads(ids), ({ sessionId }) => sessionId)
      for (const record of records) if (sessions.has(record.id)) takeIn(record, headsOf.get(record.id) ?? [], since)
    })
  }

  /** While a session is being read, who asks for it waits like those before them: requests keep their order. */
  function known(id: SessionId): KnownSession | undefined {
    if (others && (!others.isInStep() || loading.has(id))) return undefined
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
        const records = await store.sessions.list(of)
        const asked = records.map(({ id }) => id).filter((id) => others || !sessions.has(id))
        const headsOf = Map.groupBy(await store.log.heads(asked), ({ sessionId }) => sessionId)
        return records.map((record) =>
          others || !sessions.has(record.id)
            ? takeIn(record, headsOf.get(record.id) ?? [], since)
            : (sessions.get(record.id) ?? adopt(record, since)),
        )
      }),
    replace: (record, found) => {
      const held = found ?? sessions.get(record.id)
      if (!held) return noteReplaced(adopt(record, now()))
      put(held, record, now())
      return held
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
    takeOver: (record, heads) => {
      const held = sessions.get(record.id)
      if (!held) return noteReplaced(adopt(record, now(), heads))
      put(held, record, now())
      raise(held, heads)
      return held
    },
    isReading: () => readings > 0,
  }
}

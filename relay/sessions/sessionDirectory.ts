import { isDeepStrictEqual } from 'node:util'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import { createKnownSession, type KnownSession } from './knownSession.ts'
import { createParticipantPool } from './participantPool.ts'

/** Above this many, sessions that no connected user takes part in are forgotten. */
const keptSessions = 20_000

export interface SessionDirectory {
  readonly find: (id: SessionId) => Promise<KnownSession | undefined>
  /** The sessions that `SessionStore.list` gives; ascending by id. */
  readonly list: (of: Parameters<Store['sessions']['list']>[0]) => Promise<KnownSession[]>
  /** Takes over a record that was just stored, into the holder that was found before, or a new one for a new session. */
  readonly replace: (record: SessionRecord, found: KnownSession | undefined) => KnownSession
  /** The session, if it is in memory and surely as it is in the store. */
  readonly known: (id: SessionId) => KnownSession | undefined
  /** The session, if it is in memory; another node may have changed it a moment ago. */
  readonly held: (id: SessionId) => KnownSession | undefined
  /** The sessions in which someone takes part who is connected to this node. */
  readonly inUse: () => KnownSession[]
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
  /** A session is in memory from now on. */
  readonly adopted: (session: KnownSession) => void
  /** Entries were found that no one has told of here. */
  readonly behind: (session: KnownSession) => void
  /** What was in memory was found to be out of date. */
  readonly outdated: (session: KnownSession, previous: SessionRecord) => void
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
  let sweptAbove = keptSessions
  let changes = 0
  let readings = 0

  function adopt(record: SessionRecord, heads?: Readonly<Record<Thread, number>>): KnownSession {
    if (sessions.size >= sweptAbove) forgetUnused()
    const session = createKnownSession(participants.share(record), heads)
    sessions.set(record.id, session)
    others?.adopted(session)
    return session
  }

  function isUsed(session: KnownSession): boolean {
    return session.record().participants.some(({ userId }) => isConnected(userId))
  }

  function forgetUnused(): void {
    for (const [id, session] of sessions) if (!isUsed(session)) sessions.delete(id)
    // Where most are in use, looking through them for each new one would cost more than the few that are not.
    sweptAbove = Math.max(keptSessions, sessions.size * 2)
    participants.clear()
  }

  function put(session: KnownSession, record: SessionRecord): void {
    changes += 1
    replacedBy.set(session, changes)
    session.replace(participants.share(record))
    sessions.set(record.id, session)
  }

  /** Takes in what was read since the change with this number. What was put meanwhile is newer. */
  function takeIn(record: SessionRecord, heads: Heads, since: number): KnownSession {
    const ofThreads = { care: 0, staff: 0 }
    for (const { sessionId, thread, head } of heads) if (sessionId === record.id) ofThreads[thread] = head
    const held = sessions.get(record.id)
    if (!held) {
      return adopt(record, ofThreads)
    }
    const previous = held.record()
    if (others && (replacedBy.get(held) ?? 0) <= since && !isDeepStrictEqual(previous, record)) {
      put(held, record)
      others.outdated(held, previous)
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
  async function reading<T>(read: (since: number) => Promise<T>): Promise<T> {
    readings += 1
    try {
      return await read(changes)
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
  const known = (id: SessionId) => (!others || (others.isInStep() && !loading.has(id)) ? sessions.get(id) : undefined)

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
            : (sessions.get(record.id) ?? adopt(record)),
        )
      }),
    replace: (record, found) => {
      const held = found ?? sessions.get(record.id)
      if (!held) return adopt(record)
      put(held, record)
      return held
    },
    known,
    held: (id) => sessions.get(id),
    inUse: () => [...sessions.values()].filter(isUsed),
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
      if (!held) return adopt(record, heads)
      put(held, record)
      raise(held, heads)
      return held
    },
    isReading: () => readings > 0,
  }
}

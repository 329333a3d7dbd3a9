import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import { createKnownSession, type KnownSession } from './knownSession.ts'

/** Above this many, sessions that no connected user takes part in are forgotten. */
const keptSessions = 20_000

export interface SessionDirectory {
  readonly find: (id: SessionId) => Promise<KnownSession | undefined>
  /** Every session in which the user is a participant, or every session there is; ascending by id. */
  readonly list: (of: { readonly participant: UserId } | 'everything') => Promise<KnownSession[]>
  /** Takes over a record that was just stored, into the holder that was found before, or a new one for a new session. */
  readonly replace: (record: SessionRecord, found: KnownSession | undefined) => KnownSession
  /** The session, if it is in memory. */
  readonly known: (id: SessionId) => KnownSession | undefined
  /** Reads again how far the threads of a session go: another node may have appended. */
  readonly refreshHeads: (session: KnownSession) => Promise<void>
}

/** The sessions that are in use on this node, in memory, so that a message costs no reading. */
export function createSessionDirectory(
  store: Pick<Store, 'sessions' | 'log'>,
  isConnected: (userId: UserId) => boolean,
): SessionDirectory {
  const sessions = new Map<SessionId, KnownSession>()
  const loading = new Map<SessionId, Promise<KnownSession | undefined>>()

  function adopt(record: SessionRecord): KnownSession {
    if (sessions.size >= keptSessions) forgetUnused()
    const session = createKnownSession(record)
    sessions.set(record.id, session)
    return session
  }

  function forgetUnused(): void {
    for (const [id, session] of sessions)
      if (!session.record().participants.some(({ userId }) => isConnected(userId))) sessions.delete(id)
  }

  async function load(id: SessionId): Promise<KnownSession | undefined> {
    try {
      const record = await store.sessions.find(id)
      if (!record) return undefined
      const heads = await store.log.heads([id])
      // What was put meanwhile is newer than what was read.
      const session = sessions.get(id) ?? adopt(record)
      for (const { thread, head } of heads) session.raiseHead(thread, head)
      return session
    } finally {
      loading.delete(id)
    }
  }

  return {
    find: async (id) => {
      const known = sessions.get(id)
      if (known) return known
      const started = loading.get(id) ?? load(id)
      loading.set(id, started)
      return await started
    },
    list: async (of) => {
      const records = await store.sessions.list(of)
      const heads = await store.log.heads(records.map(({ id }) => id).filter((id) => !sessions.has(id)))
      const found = new Map(records.map((record) => [record.id, sessions.get(record.id) ?? adopt(record)]))
      for (const { sessionId, thread, head } of heads) found.get(sessionId)?.raiseHead(thread, head)
      return [...found.values()]
    },
    replace: (record, found) => {
      if (!found) return adopt(record)
      found.replace(record)
      sessions.set(record.id, found)
      return found
    },
    known: (id) => sessions.get(id),
    refreshHeads: async (session) => {
      for (const { thread, head } of await store.log.heads([session.record().id])) session.raiseHead(thread, head)
    },
  }
}

import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'

import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'

import { nextTurnOfLoop, type Pause } from '../sync/pause.ts'
import type { CachedSession, Heads } from './cachedSession.ts'
import { createCacheEntries } from './cacheEntries.ts'
import type { OtherNodes } from './otherNodes.ts'
import { createSessionReading, raiseHeads } from './readSessions.ts'
import { createRevisions } from './revisions.ts'

export interface SessionCache {
  /** Returns the session, from memory if it is fresh and else as it is read; undefined: there is none. */
  readonly get: (id: SessionId) => Promise<CachedSession | undefined>
  /** Returns those of these sessions that exist: alone, from memory if they are fresh; with other nodes, as they are read. */
  readonly getMany: (ids: readonly SessionId[]) => Promise<CachedSession[]>
  /** Returns the session if it is fresh: in memory and, as far as this node can know, as in the store. Costs a message no waiting. */
  readonly getFresh: (id: SessionId) => CachedSession | undefined
  /** Returns the session if it is in memory; another node may have changed it a moment ago. */
  readonly peek: (id: SessionId) => CachedSession | undefined
  /** Returns the sessions that `SessionStore.list` lists, ascending by id. */
  readonly list: (of: Parameters<Store['sessions']['list']>[0]) => Promise<CachedSession[]>
  /** Returns all sessions in memory. */
  readonly all: () => CachedSession[]
  /** Returns the sessions in which someone takes part who is connected to this node. */
  readonly inUse: () => CachedSession[]
  /** Returns the sessions in memory in which the user takes part. */
  readonly ofParticipant: (userId: UserId) => CachedSession[]
  /** Takes over a record that was just stored on this node, with how far its threads then went. */
  readonly applyLocal: (record: SessionRecord, heads: Heads) => CachedSession
  /** Takes over what another node has stored. */
  readonly applyRemote: (record: SessionRecord, heads: Heads) => CachedSession
  /** Takes over other names in a session that was just read; it stays in its version. Undefined: it is not in memory. */
  readonly rename: (record: SessionRecord) => CachedSession | undefined
  /** Makes all that is in memory stale: events of other nodes may have been missed. */
  readonly invalidateAll: () => void
  /** With other nodes, rereads these sessions, those that are in memory; alone, it does nothing. */
  readonly refresh: (ids: readonly SessionId[]) => Promise<void>
  /** Rereads how far the threads of a session go: another node may have appended. */
  readonly refreshHeads: (session: CachedSession) => Promise<void>
  /** Rereads a session of which the store has a newer version. */
  readonly reload: (id: SessionId) => Promise<void>
  /** Returns whether sessions are being read just now that will be in memory. */
  readonly isReading: () => boolean
}

/** Keeps the sessions that are in use on this node in memory, so that a message costs no reading. */
export function createSessionCache(
  store: Pick<Store, 'sessions' | 'log'>,
  isConnected: (userId: UserId) => boolean,
  others?: OtherNodes,
  pause: Pause = nextTurnOfLoop,
): SessionCache {
  const revisions = createRevisions(() => others?.now() ?? 0)
  const entries = createCacheEntries(revisions, isConnected, others)
  const { getFresh, peek, all } = entries
  const reading = createSessionReading({ store, entries, nextMoment: revisions.next, others, pause })

  return {
    get: async (id) => getFresh(id) ?? (await entries.load(id, () => reading.find(id))),
    getMany: async (ids) => {
      const known = others ? [] : ids.flatMap((id) => getFresh(id) ?? [])
      const inMemory = new Set(known.map((session) => session.record().id))
      const lacking = ids.filter((id) => !inMemory.has(id))
      return lacking.length === 0 ? known : [...known, ...(await reading.findMany(lacking))]
    },
    getFresh,
    peek,
    list: reading.list,
    all,
    inUse: entries.inUse,
    ofParticipant: (userId) => all().filter((session) => session.participant(userId)),
    applyLocal: (record, heads) => {
      const asOf = revisions.next()
      const session = peek(record.id)
      if (!session) return entries.add(record, heads, asOf)
      entries.replace(session, record, asOf)
      raiseHeads(session, heads, undefined)
      return session
    },
    applyRemote: (record, heads) => {
      const asOf = revisions.next()
      const session = peek(record.id)
      if (!session) return entries.add(record, heads, asOf)
      // Events of several nodes may come in another order than that in which they happened.
      if (record.version >= session.record().version) entries.replace(session, record, asOf)
      raiseHeads(session, heads, others)
      return session
    },
    rename: (record) => {
      const session = peek(record.id)
      if (session && record.version >= session.record().version) entries.replace(session, record, revisions.next())
      return session
    },
    invalidateAll: entries.invalidateAll,
    refresh: async (ids) => {
      if (others && ids.length > 0) await reading.reread([...new Set(ids)])
    },
    refreshHeads: reading.rereadHeads,
    reload: (id) => reading.reread([id]),
    isReading: reading.isUnderWay,
  }
}

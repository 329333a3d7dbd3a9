import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import { type CachedSession, createCachedSession, type Heads } from './cachedSession.ts'
import { type CacheEntry, type Held, heldIn, type Moment, withHeld } from './cacheEntry.ts'
import { createInternedParticipants } from './internParticipants.ts'
import type { OtherNodes } from './otherNodes.ts'
import type { Revisions } from './revisions.ts'

/** With other nodes, a session is read again that was read longer ago: one that is cut off from all others changes it unheard. */
const freshForMs = 30_000

/** Above this many, sessions that no connected user takes part in are forgotten. */
const keptSessions = 20_000

export interface CacheEntries {
  readonly peek: (id: SessionId) => CachedSession | undefined
  readonly getFresh: (id: SessionId) => CachedSession | undefined
  readonly all: () => CachedSession[]
  readonly inUse: () => CachedSession[]
  /** Joins the reading of the session that is under way, or begins this one. */
  readonly load: (id: SessionId, read: () => Promise<CachedSession | undefined>) => Promise<CachedSession | undefined>
  /** Takes a session into memory. */
  readonly add: (record: SessionRecord, heads: Heads, asOf: Moment) => CachedSession
  /** Puts another record into a session that is in memory. */
  readonly replace: (session: CachedSession, record: SessionRecord, asOf: Moment) => void
  /** Takes note that the record in memory was the one in the store. */
  readonly confirm: (session: CachedSession, asOf: Moment) => void
  /** Returns whether the record in memory is of a later revision. */
  readonly isAfter: (id: SessionId, moment: Moment) => boolean
  /** Makes everything stale that is in memory, and what was asked of the store by now. */
  readonly invalidateAll: () => void
}

/** Holds the sessions in memory, each as one entry that is `loading`, `fresh` or `stale`. */
export function createCacheEntries(
  revisions: Revisions,
  isConnected: (userId: UserId) => boolean,
  others?: OtherNodes,
): CacheEntries {
  const entries = new Map<SessionId, CacheEntry>()
  const participants = createInternedParticipants()
  let sweptAbove = keptSessions

  function set(id: SessionId, held: Held | undefined): void {
    const next = withHeld(entries.get(id), held)
    if (next) entries.set(id, next)
    else entries.delete(id)
  }
  function hold(session: CachedSession, asOf: Moment): void {
    set(session.record().id, { state: revisions.isValid(asOf) ? 'fresh' : 'stale', session, asOf })
  }
  const all = () => [...entries.values()].flatMap((entry) => heldIn(entry)?.session ?? [])
  const isUsed = (session: CachedSession) => session.record().participants.some(({ userId }) => isConnected(userId))

  function forgetUnused(): void {
    for (const session of all()) if (!isUsed(session)) set(session.record().id, undefined)
    // Where most are in use, looking through them for each new one would cost more than the few that are not.
    sweptAbove = Math.max(keptSessions, entries.size * 2)
    participants.clear()
  }

  return {
    peek: (id) => heldIn(entries.get(id))?.session,
    getFresh: (id) => {
      const entry = entries.get(id)
      if (entry?.state !== 'fresh') return undefined
      if (!others) return entry.session
      if (!others.isSynced()) return undefined
      if (others.now() - entry.asOf.atMs < freshForMs) return entry.session
      set(id, { ...entry, state: 'stale' })
      return undefined
    },
    all,
    inUse: () => all().filter(isUsed),
    load: (id, read) => {
      const entry = entries.get(id)
      if (entry?.state === 'loading') return entry.reading
      const reading = read().finally(() => {
        const held = heldIn(entries.get(id))
        entries.delete(id)
        set(id, held)
      })
      entries.set(id, { state: 'loading', reading, held: entry })
      return reading
    },
    add: (record, heads, asOf) => {
      if (entries.size >= sweptAbove) forgetUnused()
      const session = createCachedSession(participants.intern(record), heads)
      hold(session, asOf)
      others?.adopted(session)
      return session
    },
    replace: (session, record, asOf) => {
      session.replace(participants.intern(record))
      hold(session, asOf)
    },
    confirm: (session, asOf) => {
      const held = heldIn(entries.get(session.record().id))
      if (held?.state === 'stale' || (held && held.asOf.atMs <= asOf.atMs)) hold(session, asOf)
    },
    isAfter: (id, moment) => (heldIn(entries.get(id))?.asOf.revision ?? 0) > moment.revision,
    invalidateAll: () => {
      if (!others) return
      revisions.invalidate()
      for (const [id, entry] of entries) {
        const held = heldIn(entry)
        if (held) set(id, { ...held, state: 'stale' })
      }
    },
  }
}

import {
  listedForMs,
  mostUnreadCounted,
  type SessionDigest,
  type SessionSet,
  sessionSetOf,
} from '../../../src/shared/model/digest/sessionDigest.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { ChangesPull, SyncedSession } from '../../../src/shared/protocol/sync.ts'
import type { StoredDigest } from '../../store/digests/digestStore.ts'
import type { Listing } from '../../store/digests/listing.ts'
import type { Store } from '../../store/store.ts'
import { type Access, accessOf, isWithin } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { viewSession } from '../viewSession.ts'
import type { Pause } from './pause.ts'

/** A page of sessions takes half of its frame at the most, unless one alone is longer. */
const pageBytes = limits.frameBytes / 2

/** Sessions that are looked at at once, and that are read at once; what others send is taken in before the next ones. */
const listedAtOnce = 200
const readAtOnce = 50

export interface PullDigestsParts {
  readonly store: Pick<Store, 'log' | 'watermarks' | 'digests'>
  readonly sessionCache: SessionCache
  readonly clock: Pick<Clock, 'now'>
  readonly pause: Pause
}

/** A page of sessions with their digests. */
export interface DigestPage {
  readonly sessions: SyncedSession[]
  readonly entries: []
  readonly more: boolean
  readonly now: number
  readonly page?: string
  readonly token?: string
  readonly listed?: SessionSet
  readonly complete?: boolean
}

export interface PullDigests {
  /** Returns a page of the sessions that have changed since a token was given. Refuses with `invalid` a page that it never gave. */
  readonly changes: (principal: Principal, request: ChangesPull) => Promise<DigestPage>
  /** Returns those of these sessions that are the principal's, ascending by id; where there are more, `page` is the id that the rest come after. */
  readonly named: (principal: Principal, ids: readonly SessionId[]) => Promise<DigestPage>
}

export function createPullDigests(parts: PullDigestsParts): PullDigests {
  const { store, clock } = parts
  return {
    changes: async (principal, { since, page }) => {
      const now = clock.now()
      const start = await startOf(store.digests.moments, since, page)
      // Before anything is read: what changes from here on has changed since this token.
      const token = start.isFirst ? ((await store.digests.moments.now()) ?? (start.isComplete ? null : since)) : null
      const { listed, changed } = await list(parts, principal, { since: start.since, activeSinceMs: now - listedForMs })
      const wanted = changed.filter((id) => id > start.after).sort((a, b) => (a < b ? -1 : 1))
      const { sessions, next } = await readPage(parts, principal, wanted)
      return {
        sessions,
        entries: [],
        more: next !== undefined,
        now,
        ...(next === undefined ? {} : { page: `${start.isComplete ? 'all' : 'changed'}~${next}` }),
        ...(token === null ? {} : { token }),
        listed: sessionSetOf(listed),
        ...(start.isComplete ? { complete: true } : {}),
      }
    },
    named: async (principal, ids) => {
      const wanted = [...new Set(ids)].filter((id) => isWithin(principal, id)).sort((a, b) => (a < b ? -1 : 1))
      const { sessions, next } = await readPage(parts, principal, wanted)
      return {
        sessions,
        entries: [],
        more: next !== undefined,
        now: clock.now(),
        ...(next === undefined ? {} : { page: next }),
      }
    },
  }
}

interface Start {
  readonly isFirst: boolean
  /** Whether all that is listed is given. */
  readonly isComplete: boolean
  readonly since: number | null
  readonly after: string
}

/** Returns where a page begins. Pages of what changed since a token that has become useless begin anew, with everything. */
async function startOf(
  moments: Store['digests']['moments'],
  since: string | null,
  page: string | undefined,
): Promise<Start> {
  const [, kind, after = ''] = page === undefined ? [] : (/^(all|changed)~(.+)$/.exec(page) ?? [])
  if (page !== undefined && kind === undefined)
    throw new FailureError('invalid', 'There is no such page: ask for the first one.')
  if (kind === 'all') return { isFirst: false, isComplete: true, since: null, after }
  const number = since === null ? undefined : await moments.since(since)
  if (number === undefined) return { isFirst: true, isComplete: true, since: null, after: '' }
  return { isFirst: kind === undefined, isComplete: false, since: number, after }
}

/** Returns the ids of all sessions that are listed for the principal, and of those that have changed. */
async function list(
  { store, pause }: PullDigestsParts,
  principal: Principal,
  since: Pick<Listing, 'since' | 'activeSinceMs'>,
): Promise<{ readonly listed: readonly SessionId[]; readonly changed: readonly SessionId[] }> {
  const isChangedOf = new Map<SessionId, boolean>()
  for (const of of listsOf(principal)) {
    const listing = { of, userId: principal.userId, seesStaff: principal.role !== 'patient', ...since }
    for (let after: SessionId | null = null; ; ) {
      const { items, last } = await store.digests.list(listing, after, listedAtOnce)
      for (const { id, isChanged } of items) if (isWithin(principal, id)) isChangedOf.set(id, isChanged)
      if (last === null) break
      after = last
      await pause()
    }
  }
  const listed = [...isChangedOf.keys()]
  return { listed, changed: listed.filter((id) => isChangedOf.get(id)) }
}

function listsOf({ role }: Principal): readonly Listing['of'][] {
  if (role === 'admin') return ['everything']
  return role === 'support' ? ['own', 'supported'] : ['own']
}

interface Read {
  readonly session: CachedSession
  readonly access: Access
  readonly view: SyncedSession
}

/** Reads as many of these sessions as fit into a page, at least one. `next`: the last of them, where there are more. */
async function readPage(
  parts: PullDigestsParts,
  principal: Principal,
  ids: readonly SessionId[],
): Promise<{ readonly sessions: SyncedSession[]; readonly next?: SessionId }> {
  const { sessionCache, pause } = parts
  const fit: Read[] = []
  let bytes = 0
  // What was written after the principal's right to see it had ended, while others were being read, is not theirs.
  const isStillTheirs = ({ session, access }: Read) => {
    const now = accessOf(sessionCache.peek(session.record().id) ?? session, principal)
    return now !== undefined && access.threads.every((thread) => now.threads.includes(thread))
  }
  const views = () => fit.filter(isStillTheirs).map(({ view }) => view)
  for (let from = 0; from < ids.length; from += readAtOnce) {
    if (from > 0) await pause()
    for (const read of await readSome(parts, principal, ids.slice(from, from + readAtOnce))) {
      bytes += Buffer.byteLength(JSON.stringify(read.view))
      const last = fit.at(-1)
      if (last && (fit.length >= limits.sessionsPerPage || bytes > pageBytes))
        return { sessions: views(), next: last.view.id }
      fit.push(read)
    }
  }
  return { sessions: views() }
}

/** Returns those of these sessions that the principal may see, ascending by id. */
async function readSome(
  { store, sessionCache }: PullDigestsParts,
  principal: Principal,
  ids: readonly SessionId[],
): Promise<Read[]> {
  const known = await sessionCache.getMany(ids)
  const digests = await store.digests.of(ids)
  for (const session of known) {
    const { id, version } = session.record()
    if (version < (digests.get(id)?.version ?? 0)) await sessionCache.reload(id)
  }
  const visible = known.flatMap((session) => {
    const access = accessOf(session, principal)
    const digest = digests.get(session.record().id)
    return access && digest ? [{ session, access, digest }] : []
  })
  const own = visible.filter(({ access }) => access.isParticipant).map(({ session }) => session.record().id)
  const marks = await store.watermarks.of(visible.map(({ session }) => session.record().id))
  const marksOf = Map.groupBy(marks, (mark) => mark.sessionId)
  const unread = await store.log.countUnread(principal.userId, own, mostUnreadCounted)
  const unreadOf = Map.groupBy(unread, (count) => count.sessionId)
  return visible
    .map(({ session, access, digest }) => {
      const { id } = session.record()
      const view = viewSession(session, marksOf.get(id) ?? [], access.threads)
      // Of entries that were stored a moment ago, this node may have heard nothing yet.
      const heads = {
        care: Math.max(view.heads.care, digest.threads.care.head),
        ...(view.heads.staff === undefined ? {} : { staff: Math.max(view.heads.staff, digest.threads.staff.head) }),
      }
      return {
        session,
        access,
        view: { ...view, heads, digest: toDigest(view, access, digest, unreadOf.get(id) ?? []) },
      }
    })
    .sort((a, b) => (a.view.id < b.view.id ? -1 : 1))
}

function toDigest(
  { createdAt }: Pick<SyncedSession, 'createdAt'>,
  { threads }: Access,
  stored: StoredDigest,
  unread: Awaited<ReturnType<Store['log']['countUnread']>>,
): SessionDigest {
  const unreadIn = (thread: Access['threads'][number]) =>
    threads.includes(thread) ? (unread.find((one) => one.thread === thread)?.count ?? 0) : 0
  return {
    owedSince: stored.owedSince,
    lastActivityAt: Math.max(createdAt, ...threads.map((thread) => stored.threads[thread].lastActivityAt ?? 0)),
    preview: stored.preview,
    saidUpTo: stored.saidUpTo,
    unread: { care: unreadIn('care'), staff: unreadIn('staff') },
  }
}

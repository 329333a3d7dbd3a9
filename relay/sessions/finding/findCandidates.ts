import type { SessionFind } from '../../../src/shared/model/digest/sessionFind.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import type { ThreadState } from '../../store/words/wordStore.ts'
import { accessOf, isExpired } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import { createCachedSession } from '../cache/cachedSession.ts'
import type { Pause } from '../sync/pause.ts'
import { isAbout, type SoughtText } from './soughtText.ts'

/** Sessions that are looked at at once; what others send is taken in before the next ones. */
const lookedAtAtOnce = 100

/** A session that the principal may see, and that may be what is looked for. */
export interface Candidate {
  readonly id: SessionId
  /** Its last activity, as the principal sees it (ms since 1970). */
  readonly at: number
  /** True where what is looked for is known of its people. */
  readonly isAbout: boolean
  /** The threads that the principal sees. */
  readonly threads: readonly ThreadState[]
}

export type SessionsOf = Parameters<Store['sessions']['list']>[0]

/** Returns what there is to look through for this principal. */
export function sessionsOf({ role, userId }: Pick<Principal, 'role' | 'userId'>): readonly SessionsOf[] {
  if (role === 'admin') return ['everything']
  return role === 'support' ? [{ participant: userId }, 'supported'] : [{ participant: userId }]
}

/** Finds the sessions that the principal may see and that are not left out by anything but the text; in no order. */
export async function findCandidates(
  parts: { readonly store: Pick<Store, 'sessions' | 'words'>; readonly nowMs: number; readonly pause: Pause },
  principal: Principal,
  request: SessionFind,
  sought: SoughtText | undefined,
): Promise<Candidate[]> {
  const { store, nowMs, pause } = parts
  const found = new Map<SessionId, Candidate>()

  async function look(records: readonly SessionRecord[]): Promise<void> {
    const seen = records.flatMap((record) => {
      if (found.has(record.id) || !isAsked(record, request, nowMs)) return []
      const access = accessOf(createCachedSession(record), principal)
      return access ? [{ record, access }] : []
    })
    const states = Map.groupBy(
      await store.words.states(seen.map(({ record }) => record.id)),
      (state) => state.sessionId,
    )
    for (const { record, access } of seen) {
      const threads = (states.get(record.id) ?? []).filter(({ thread }) => access.threads.includes(thread))
      const at = Math.max(record.createdAtMs, ...threads.map(({ lastActivityAt }) => lastActivityAt ?? 0))
      if (at < (request.from ?? 0) || at > (request.to ?? Number.POSITIVE_INFINITY)) continue
      const isAboutIt = sought === undefined || isAbout(record, sought)
      found.set(record.id, { id: record.id, at, isAbout: isAboutIt, threads })
    }
  }

  if (principal.invitedTo !== undefined) await look(await store.sessions.findMany([principal.invitedTo]))
  else
    for (const of of sessionsOf(principal))
      for (let after: SessionId | null | undefined = null; after !== undefined; ) {
        const records: SessionRecord[] = await store.sessions.list(of, { after, limit: lookedAtAtOnce })
        await look(records)
        after = records.length < lookedAtAtOnce ? undefined : records.at(-1)?.id
        await pause()
      }
  return [...found.values()]
}

function isAsked(record: SessionRecord, { state, clinicianId }: SessionFind, nowMs: number): boolean {
  const isOpen = record.active && !isExpired(record, nowMs)
  if (state !== 'any' && (state === 'open') !== isOpen) return false
  return (
    clinicianId === undefined ||
    record.participants.some(({ userId, role }) => userId === clinicianId && role !== 'patient')
  )
}

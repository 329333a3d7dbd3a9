import type { ServerTime } from '../../../client/serverTime.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { attentionNow } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { isStaff } from '../../../shared/model/role.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StoredSession } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { followUpsOf } from './followUps.ts'

/** State of a session that needs this person now, or does not. */
export type Attention = Pick<SessionSummary, 'owedSince' | 'later' | 'followUps' | 'followUpDue'>

/** Longest time between two looks at the clock, in ms: timers of a workstation that sleeps stand still. */
const longestWaitMs = 30_000

/**
 * Creates what tells, of each session, whether it owes a reply now or is put off, and what is to be followed up in it; what was asked for here counts before the relay has answered
 * for it. When a time has come that was told, of a session that was put off or of a follow-up, `onDue` is called with it.
 */
export function createAttention(parts: {
  readonly storage: Pick<StorageReader, 'laters' | 'followUps'>
  readonly clock: Pick<Clock, 'after'>
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly self: () => UserId
}) {
  const { storage, clock, serverTime, self } = parts
  /** The next moment of each session at which it needs something else than it was told to (relay time, ms). */
  const nextOf = new Map<SessionId, number>()
  let due: (ids: readonly SessionId[]) => void = () => undefined
  let cancel: (() => void) | null = null

  function look(): void {
    cancel = null
    const nowMs = serverTime.now()
    const over = [...nextOf].filter(([, next]) => next <= nowMs).map(([id]) => id)
    for (const id of over) nextOf.delete(id)
    if (over.length > 0) due(over)
    plan()
  }

  function plan(): void {
    if (cancel || nextOf.size === 0) return
    const leftMs = Math.min(...nextOf.values()) - serverTime.now()
    cancel = clock.after(Math.min(Math.max(leftMs, 0), longestWaitMs), look)
  }

  function watch(id: SessionId, moments: readonly number[]): void {
    if (moments.length === 0) nextOf.delete(id)
    else nextOf.set(id, Math.min(...moments))
    // The new one may be the soonest.
    cancel?.()
    cancel = null
    plan()
  }

  return {
    of: (session: StoredSession): Attention => {
      const { id, owedSince, saidUpTo, later: stored } = session
      const nowMs = serverTime.now()
      const request = storage.laters.newest(id)
      const later = request ? (request.later ?? undefined) : stored
      const now = attentionNow({ owedSince, saidUpTo, later }, nowMs)
      const known = followUpsOf(session, storage.followUps.of(id), self())
      const standing = isTheirs(session, self()) ? known.filter(({ failure }) => !failure) : []
      const followUps = known.map((one) => ({ ...one, isDue: standing.includes(one) && one.due <= nowMs }))
      const until = now.later?.until ?? null
      const toCome = standing.map(({ due: at }) => at).filter((at) => at > nowMs)
      watch(id, until === null ? toCome : [...toCome, until])
      return {
        owedSince: now.owedSince,
        later: now.later && { ...now.later, isQueued: request !== undefined },
        followUps,
        followUpDue: followUps.find(({ isDue }) => isDue)?.due ?? null,
      }
    },
    onDue: (listener: (ids: readonly SessionId[]) => void): void => {
      due = listener
    },
    close: (): void => {
      cancel?.()
      nextOf.clear()
    },
  }
}

/** Returns whether this person takes part in the session: who looks on is not called to what others have set. */
function isTheirs({ participants }: StoredSession, own: UserId): boolean {
  return participants.some(({ userId, role }) => userId === own && isStaff(role))
}

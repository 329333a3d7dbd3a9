import type { ServerTime } from '../../../client/serverTime.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { attentionNow } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StoredSession } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'

/** State of a session that needs this person now, or does not. */
export type Attention = Pick<SessionSummary, 'owedSince' | 'later'>

/** Longest time between two looks at the clock, in ms: timers of a workstation that sleeps stand still. */
const longestWaitMs = 30_000

/**
 * Creates what tells, of each session, whether it owes a reply now or is put off; what was put off here counts before the relay has answered for it. When
 * the time of one has come that was told to be put off, `onDue` is called with it.
 */
export function createAttention(parts: {
  readonly storage: Pick<StorageReader, 'laters'>
  readonly clock: Pick<Clock, 'after'>
  readonly serverTime: Pick<ServerTime, 'now'>
}) {
  const { storage, clock, serverTime } = parts
  /** Until when those are put off that are known to be (relay time, ms). */
  const untilOf = new Map<SessionId, number>()
  let due: (ids: readonly SessionId[]) => void = () => undefined
  let cancel: (() => void) | null = null

  function look(): void {
    cancel = null
    const nowMs = serverTime.now()
    const over = [...untilOf].filter(([, until]) => until <= nowMs).map(([id]) => id)
    for (const id of over) untilOf.delete(id)
    if (over.length > 0) due(over)
    plan()
  }

  function plan(): void {
    if (cancel || untilOf.size === 0) return
    const leftMs = Math.min(...untilOf.values()) - serverTime.now()
    cancel = clock.after(Math.min(Math.max(leftMs, 0), longestWaitMs), look)
  }

  return {
    of: ({ id, owedSince, saidUpTo, later: stored }: StoredSession): Attention => {
      const request = storage.laters.newest(id)
      const later = request ? (request.later ?? undefined) : stored
      const now = attentionNow({ owedSince, saidUpTo, later }, serverTime.now())
      const until = now.later?.until ?? null
      if (until === null) untilOf.delete(id)
      else untilOf.set(id, until)
      // The new one may be the soonest.
      cancel?.()
      cancel = null
      plan()
      return {
        owedSince: now.owedSince,
        later: now.later && { ...now.later, isQueued: request !== undefined },
      }
    },
    onDue: (listener: (ids: readonly SessionId[]) => void): void => {
      due = listener
    },
    close: (): void => {
      cancel?.()
      untilOf.clear()
    },
  }
}

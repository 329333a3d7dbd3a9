import type { Logger } from 'pino'
import { type Ringing, ringsDue } from '../../../src/shared/model/clinic/ringing.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { UntakenSession } from '../../store/rings/ringStore.ts'
import type { Store } from '../../store/store.ts'
import { relayItself } from '../access/relayItself.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { Publish } from '../sessionEvents.ts'
import type { ApplyChange } from './applyChange.ts'

/** Pause between two looks at who is to be rung for, in ms. */
const pauseMs = 15_000

/** So many are rung for in one look: who has waited longest. */
const atOnce = 200

const minuteMs = 60_000

/** Reason that stands in the staff's thread when a second person is asked for. */
const secondReason = 'The patient waits, and nobody has taken the session.'

export interface RingUntakenParts {
  readonly store: Pick<Store, 'clinic' | 'rings'>
  readonly sessionCache: Pick<SessionCache, 'get'>
  readonly apply: ApplyChange
  readonly publish: Publish
  readonly clock: Clock
  readonly log: Logger
}

/** Rings again and again for patients whom nobody has taken, and then asks support, as the clinic has set. Each ring is rung by one node. */
export function createRingUntaken(parts: RingUntakenParts) {
  const { clock, log } = parts
  let isStopped = true
  let cancel: () => void = () => undefined
  let underWay: Promise<void> = Promise.resolve()

  function wait(): void {
    if (!isStopped) cancel = clock.after(pauseMs, run)
  }
  function run(): void {
    underWay = ringDue(parts)
      .catch((error: unknown) => log.error({ error }, 'patients whom nobody has taken could not be rung for'))
      .then(wait)
  }

  return {
    start: (): void => {
      isStopped = false
      wait()
    },
    /** Resolves when nothing is rung any more. */
    stop: async (): Promise<void> => {
      isStopped = true
      cancel()
      await underWay
    },
  }
}

async function ringDue(parts: RingUntakenParts): Promise<void> {
  const { store, clock } = parts
  const { ringing } = await store.clinic.read()
  const { againMinutes, secondMinutes } = ringing
  const firstMinutes = Math.min(againMinutes ?? Number.POSITIVE_INFINITY, secondMinutes ?? Number.POSITIVE_INFINITY)
  if (firstMinutes === Number.POSITIVE_INFINITY) return
  const nowMs = clock.now()
  for (const untaken of await store.rings.untaken(nowMs - firstMinutes * minuteMs, nowMs, atOnce))
    await ring(parts, untaken, ringing, nowMs)
}

async function ring(
  { store, sessionCache, apply, publish, log }: RingUntakenParts,
  untaken: UntakenSession,
  ringing: Ringing,
  nowMs: number,
): Promise<void> {
  const { sessionId, owedSinceMs } = untaken
  const due = ringsDue(ringing, nowMs - owedSinceMs)
  if (due.count === 0 || !(await store.rings.take(untaken, due.count))) return
  const session = await sessionCache.get(sessionId)
  if (!session) return
  if (due.isSecondDue) await notifySecond(apply, sessionId, nowMs)
  publish({ kind: 'ring', item: { sessionId, count: due.count, owedSince: owedSinceMs } }, session)
  log.info({ sessionId, count: due.count }, 'nobody has taken a session')
}

/** Opens the session to support, once; the patient does not read why. */
async function notifySecond(apply: ApplyChange, id: SessionId, nowMs: number): Promise<void> {
  try {
    await apply({
      id,
      decide: (current) => {
        if (!current?.active || current.claimedBy !== null || current.escalation !== null)
          throw new FailureError('conflict', 'Somebody has taken the session, or support was asked already.')
        const escalation = { escalatedBy: relayItself.userId, escalatedAt: nowMs, reason: secondReason }
        const body = { kind: 'state', change: 'escalated', reason: secondReason } as const
        return { next: { ...current, escalation }, sender: relayItself, entries: [{ thread: 'staff', body }] }
      },
    })
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind !== 'conflict') throw error
  }
}

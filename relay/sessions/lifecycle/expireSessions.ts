import type { Logger } from 'pino'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Principal } from '../access/principal.ts'
import type { ApplyChange } from './applyChange.ts'
import { decideExpiry } from './decideChange.ts'

/** Sessions looked at in one go. */
const atOnce = 100
/** The longest wait before the store is asked again: another node may have put a session that expires sooner. */
const longestWaitMs = 30_000

export interface ExpireSessions {
  /** Looks at what expires, now and from then on. */
  readonly start: () => void
  /** A session was put or extended: it may expire sooner than what is waited for. `expiresAtMs` in ms since 1970. */
  readonly mayExpireAt: (expiresAtMs: number) => void
  /** Ends the watch; resolves when no session is being closed any more. */
  readonly stop: () => Promise<void>
}

export interface ExpireSessionsParts {
  readonly store: Pick<Store, 'sessions'>
  readonly apply: ApplyChange
  /** Author of entries that nobody asked for. */
  readonly relayItself: Principal
  readonly clock: Clock
  readonly log: Logger
}

/** Closes each session at its expiry, by an entry in its log. On several nodes the first one does it. */
export function createExpireSessions(parts: ExpireSessionsParts): ExpireSessions {
  const { clock, log } = parts
  let isRunning = false
  let isStopped = true
  let dueAtMs = Number.POSITIVE_INFINITY
  let cancel: () => void = () => undefined
  let underWay: Promise<void> = Promise.resolve()

  function wait(untilMs: number): void {
    if (isStopped) return
    cancel()
    dueAtMs = untilMs
    cancel = clock.after(Math.max(0, Math.min(untilMs - clock.now(), longestWaitMs)), run)
  }

  function run(): void {
    if (isRunning || isStopped) return
    isRunning = true
    underWay = closeDue(parts, () => isStopped).then(
      (nextMs) => {
        isRunning = false
        wait(Math.min(nextMs, dueAtMs <= clock.now() ? nextMs : dueAtMs))
      },
      (error: unknown) => {
        isRunning = false
        log.error({ error }, 'expired sessions could not be closed')
        wait(clock.now() + longestWaitMs)
      },
    )
  }

  return {
    start: () => {
      isStopped = false
      run()
    },
    mayExpireAt: (expiresAtMs) => {
      if (!isStopped && expiresAtMs < dueAtMs) wait(expiresAtMs)
    },
    stop: async () => {
      isStopped = true
      cancel()
      await underWay
    },
  }
}

/** Closes what has expired; returns when the next one does. */
async function closeDue(parts: ExpireSessionsParts, isStopped: () => boolean): Promise<number> {
  const { store, clock } = parts
  for (;;) {
    const soonest = await store.sessions.expiring(atOnce)
    const due = soonest.filter(({ expiresAtMs }) => expiresAtMs <= clock.now())
    for (const { id } of due) await expire(parts, id)
    const next = soonest[due.length]
    if (next) return next.expiresAtMs
    if (soonest.length < atOnce || isStopped()) return Number.POSITIVE_INFINITY
  }
}

async function expire({ apply, relayItself, clock, log }: ExpireSessionsParts, id: SessionId): Promise<void> {
  try {
    await apply({
      id,
      decide: (current) => {
        const decision = current && decideExpiry(current, clock.now())
        if (!decision) throw new FailureError('conflict', 'Another node has closed or changed the session.')
        return { next: decision.next, sender: relayItself, entries: [{ body: decision.primaryEntry }] }
      },
    })
    log.info({ sessionId: id }, 'session expired')
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind !== 'conflict') throw error
  }
}

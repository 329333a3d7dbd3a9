import { type Failure, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { type BackOff, backOffMs } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface RequestSenderParts {
  readonly commit: Pick<Commit, 'asOfNow' | 'hasChangedSince'>
  readonly clock: Pick<Clock, 'after'>
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

/** A request about a session that lies on the disk until the relay has answered for it. */
interface QueuedRequest {
  readonly id: EntryId
  readonly sessionId: SessionId
}

type Answer = { readonly outcome: 'answered' } | { readonly outcome: 'refused' | 'unknown'; readonly failure: Failure }

/** Requests to be sent, and ways to conclude them. */
export interface RequestQueue<R extends QueuedRequest> {
  /** Returns every request, in the order of sending. */
  readonly queued: () => readonly R[]
  readonly ask: (over: Transport, request: R) => Promise<Answer>
  /** Writes that it was carried out. `isNewest`: it was now, and nothing newer of its session can have come. */
  readonly conclude: (request: R, isNewest: boolean) => void
  /** Writes that it was refused for good. */
  readonly refuse: (request: R, failure: Failure) => void
}

/**
 * Gets requests to the relay, one at a time. The next one of a session waits for the answer to the one before: whatever is repeated, what was asked for last is
 * what counts.
 */
export function createRequestSender<R extends QueuedRequest>(parts: RequestSenderParts, queue: RequestQueue<R>) {
  const { commit, transport, storageHealth } = parts
  /** Sessions of which an attempt has failed: others go before them until all are tried again. */
  const failed = new Set<SessionId>()
  /** Requests that were never sent before: of others the answer may be an old one, and somebody may have asked for something else since. */
  const fresh = new Set<EntryId>()
  let failures = 0
  let isSending = false
  let cancelRetry: (() => void) | null = null

  const pump = oncePerTurn(parts.run, async () => {
    if (!isSending) await send()
  })

  async function send(): Promise<void> {
    const over = transport.current()
    const next = queue.queued().find(({ sessionId }) => !failed.has(sessionId))
    if (!over || !next) return
    isSending = true
    const asked = commit.asOfNow()
    const isFirst = fresh.delete(next.id)
    const reply = await queue.ask(over, next)
    isSending = false
    if (reply.outcome === 'answered') {
      const isNewest = isFirst && !commit.hasChangedSince(next.sessionId, asked)
      write(next, () => queue.conclude(next, isNewest))
    } else if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'never')
      write(next, () => queue.refuse(next, reply.failure))
    else {
      if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn')
        transport.report('tokenRefused')
      waitFor(next)
    }
    pump()
  }

  function write(request: R, work: () => void): void {
    if (storageHealth.write(work)) failures = 0
    else waitFor(request)
  }

  function waitFor({ sessionId }: R): void {
    failed.add(sessionId)
    failures += 1
    cancelRetry?.()
    cancelRetry = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), () => {
      failed.clear()
      pump()
    })
  }

  return {
    /** Sends a request that was just put on the disk. */
    send: (id: EntryId): void => {
      fresh.add(id)
      pump()
    },
    /** Tries every session at once, as over another transport. */
    retryAllNow: (): void => {
      failures = 0
      failed.clear()
      cancelRetry?.()
      pump()
    },
    close: (): void => cancelRetry?.(),
  }
}

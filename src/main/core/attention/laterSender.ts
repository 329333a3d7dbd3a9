import { retryPolicyOf } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { type BackOff, backOffMs } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { UpPayload } from '../../../shared/protocol/up.ts'
import type { LaterRequest } from '../../storage/laterStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Background } from '../runtime/background.ts'
import type { Log } from '../runtime/log.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface LaterSenderParts {
  readonly storage: Pick<StorageReader, 'laters'>
  readonly commit: Pick<Commit, 'concludeLater' | 'asOfNow' | 'hasChangedSince'>
  readonly clock: Pick<Clock, 'after'>
  readonly random: Random
  readonly log: Pick<Log, 'info'>
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

/**
 * Gets what is put off to the relay, one request at a time. The next one of a session waits for the answer to the one before: whatever is repeated, what
 * was asked for last is what counts. One that is refused for good is dropped: the session owes its reply as before.
 */
export function createLaterSender(parts: LaterSenderParts) {
  const { storage, commit, transport, storageHealth } = parts
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
    const next = storage.laters.all().find(({ sessionId }) => !failed.has(sessionId))
    if (!over || !next) return
    isSending = true
    const asked = commit.asOfNow()
    const isFirst = fresh.delete(next.id)
    const reply = await over.request('session:later', payloadOf(next))
    isSending = false
    if (reply.outcome === 'answered') conclude(next, isFirst && !commit.hasChangedSince(next.sessionId, asked))
    else if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'never') {
      parts.log.info({ sessionId: next.sessionId, kind: reply.failure.kind }, 'a session could not be put off')
      conclude(next, false)
    } else {
      if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn')
        transport.report('tokenRefused')
      waitFor(next)
    }
    pump()
  }

  function conclude(request: LaterRequest, isNewest: boolean): void {
    if (storageHealth.write(() => commit.concludeLater(request, { isNewest }))) failures = 0
    else waitFor(request)
  }

  function waitFor({ sessionId }: LaterRequest): void {
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

function payloadOf({ id, sessionId, later }: LaterRequest): UpPayload<'session:later'> {
  return { id, sessionId, later: later && { until: later.until, reason: later.reason, upTo: later.upTo } }
}

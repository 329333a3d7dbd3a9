import type { Handlers } from '../../../shared/ipc/commands.ts'
import { retryPolicyOf } from '../../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { type BackOff, backOffMs } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { OwedWatermark } from '../../storage/watermarkStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface WatermarkSenderParts {
  readonly storage: Pick<StorageReader, 'watermarks' | 'sync'>
  readonly commit: Pick<Commit, 'confirmWatermarks' | 'markSeen'>
  readonly self: () => UserId
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: StorageHealth
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
  /** The relay does not know a session that is here. */
  readonly sessionsDiffer: () => void
}

/**
 * Reports to the relay how far this user holds and has read. What it has yet to receive follows from the disk (the ranges and
 * `read_up_to` against what the relay confirmed), so that it survives everything.
 */
export function createWatermarkSender(parts: WatermarkSenderParts) {
  const { storage, transport } = parts
  /** Sessions in which something may be owed; null: in any. */
  let toLookAt: Set<SessionId> | null = null
  let isSending = false
  let failures = 0
  let cancelRetry: (() => void) | null = null

  const advance = oncePerTurn(parts.run, async () => {
    if (!isSending) await send()
  })

  async function send(): Promise<void> {
    const over = transport.current()
    if (!over) return
    const marks = findOwed()
    if (marks.length === 0) return
    isSending = true
    // Delivered is what no loss of power takes back: entries are committed without waiting for the disk.
    const reply = (await storage.sync()) ? await over.request('watermark:advance', { marks }) : null
    isSending = false
    if (reply === null) return retryLater()
    if (over !== transport.current()) return advance()
    if (reply.outcome === 'answered') {
      failures = 0
      return parts.storageHealth.write(() => parts.commit.confirmWatermarks(marks)) ? advance() : retryLater()
    }
    if (reply.outcome === 'refused') {
      const policy = retryPolicyOf[reply.failure.kind]
      if (policy === 'afterSignIn') transport.report('tokenRefused')
      if (policy === 'never') parts.sessionsDiffer()
    }
    retryLater()
  }

  /** At most as many as fit into a request. Those that are sent are looked at again, as is what did not fit. */
  function findOwed(): OwedWatermark[] {
    if (toLookAt === null) {
      const marks = storage.watermarks.owed(parts.self(), limits.marksPerRequest)
      if (marks.length < limits.marksPerRequest) toLookAt = new Set(marks.map(({ sessionId }) => sessionId))
      return marks
    }
    const found: OwedWatermark[] = []
    for (const id of toLookAt) {
      const marks = storage.watermarks.owed(parts.self(), limits.marksPerRequest, id)
      if (found.length + marks.length > limits.marksPerRequest) break
      if (marks.length === 0) toLookAt.delete(id)
      found.push(...marks)
    }
    return found
  }

  function retryLater(): void {
    failures += 1
    cancelRetry?.()
    cancelRetry = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), advance)
  }

  return {
    handlers: {
      markSeen: async ({ sessionId, thread, upTo }) => {
        parts.commit.markSeen(sessionId, thread, upTo)
        return {}
      },
    } satisfies Partial<Handlers>,
    onTransport: (): void => {
      failures = 0
      toLookAt = null
      cancelRetry?.()
      advance()
    },
    onCommitted: ({ isFurther, sessions }: Committed): void => {
      if (!isFurther) return
      for (const id of sessions) toLookAt?.add(id)
      advance()
    },
    close: () => cancelRetry?.(),
  }
}

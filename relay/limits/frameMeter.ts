import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type RateLimitName, rateLimits } from './rateLimits.ts'

/** Remainder of a limit on frames: `points` at `atMs`, growing again from then on. */
interface Allowance {
  points: number
  atMs: number
}

/** Frames that one connection may still send, by itself and with the others from its address. */
export interface FrameAllowance {
  readonly address: string
  readonly own: Allowance
  readonly ofAddress: Allowance
}

type FrameLimit = Extract<RateLimitName, `frames${string}`>

/**
 * Counts the frames that connections send, whatever is in them, before anything is done for them. A frame counts as one, and as
 * one more for every 4 KiB. It is asked for every frame of every connection, so it counts in this process alone, without a timer
 * and without waiting.
 */
export interface FrameMeter {
  /** Begins to count for a connection from this address. */
  readonly open: (address: string) => FrameAllowance
  /** Counts one frame of so many bytes. Names the limit that it is over, if it is. */
  readonly take: (allowance: FrameAllowance, bytes: number) => FrameLimit | undefined
  /** Forgets the connection, and its address with its last one. */
  readonly close: (allowance: FrameAllowance) => void
}

const bytesPerPoint = 4 * 1024

/** `factor` multiplies what is allowed; `refused` is called for each refusal. */
export function createFrameMeter({
  clock,
  factor = 1,
  refused = () => undefined,
}: {
  readonly clock: Pick<Clock, 'steady'>
  readonly factor?: number
  readonly refused?: (limit: FrameLimit) => void
}): FrameMeter {
  const addresses = new Map<string, { readonly allowance: Allowance; connections: number }>()
  const capacityOf = (limit: FrameLimit) => Math.max(1, rateLimits[limit].points * factor)
  const fresh = (limit: FrameLimit): Allowance => ({ points: capacityOf(limit), atMs: clock.steady() })

  /** Returns whether so many points were left. */
  function spend(limit: FrameLimit, allowance: Allowance, points: number, nowMs: number): boolean {
    const capacity = capacityOf(limit)
    const grownMs = Math.max(0, nowMs - allowance.atMs)
    const left = Math.min(capacity, allowance.points + (capacity * grownMs) / (rateLimits[limit].duration * 1000))
    allowance.points = left - points
    allowance.atMs = nowMs
    if (left >= points) return true
    refused(limit)
    return false
  }

  return {
    open: (address) => {
      const known = addresses.get(address) ?? { allowance: fresh('framesFromAddress'), connections: 0 }
      known.connections += 1
      addresses.set(address, known)
      return { address, own: fresh('framesFromConnection'), ofAddress: known.allowance }
    },
    take: ({ own, ofAddress }, bytes) => {
      const points = 1 + Math.floor(bytes / bytesPerPoint)
      const nowMs = clock.steady()
      if (!spend('framesFromConnection', own, points, nowMs)) return 'framesFromConnection'
      return spend('framesFromAddress', ofAddress, points, nowMs) ? undefined : 'framesFromAddress'
    },
    close: ({ address }) => {
      const known = addresses.get(address)
      if (!known) return
      known.connections -= 1
      if (known.connections === 0) addresses.delete(address)
    },
  }
}

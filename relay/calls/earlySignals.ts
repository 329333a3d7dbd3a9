import type { CallId } from '../../src/shared/model/call.ts'
import type { DownPayload } from '../../src/shared/protocol/down.ts'

type Signal = DownPayload<'call:signal'>

/** Most signals that a caller may send before the answer: an offer and its candidates. */
const heldAtMost = 64
const heldBytes = 256 * 1024

export interface EarlySignals {
  /** False when the call holds as much as it may. */
  readonly hold: (signal: Signal) => boolean
  /** Returns the signals held for a call, in order; nothing is held for it from then on. */
  readonly take: (callId: CallId) => Signal[]
}

/** Keeps what a caller signals while it rings, for the device that will accept. */
export function createEarlySignals(): EarlySignals {
  const held = new Map<CallId, { readonly signals: Signal[]; bytes: number }>()
  return {
    hold: (signal) => {
      const ofCall = held.get(signal.callId) ?? { signals: [], bytes: 0 }
      const bytes = JSON.stringify(signal).length
      if (ofCall.signals.length >= heldAtMost || ofCall.bytes + bytes > heldBytes) return false
      ofCall.signals.push(signal)
      ofCall.bytes += bytes
      held.set(signal.callId, ofCall)
      return true
    },
    take: (callId) => {
      const signals = held.get(callId)?.signals ?? []
      held.delete(callId)
      return signals
    },
  }
}

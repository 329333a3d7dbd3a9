import { FailureError } from '../../src/shared/model/failure.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import { requireInCall, requireOpenCall } from './callAccess.ts'
import type { CallLimiter } from './callLimiter.ts'
import type { CallPrincipal, SignalRequest } from './callUseCases.ts'
import { createEarlySignals } from './earlySignals.ts'

export interface MediaSignals {
  /**
   * Sends a signal to the other device of the call, or holds it until one has accepted. Refuses as `CallUseCases.signal` does.
   */
  readonly relay: (call: CallRecord, principal: CallPrincipal, request: SignalRequest) => Promise<'sent' | 'held'>
  /** Sends the device that has accepted the signals that were held for it; of a call that is over it drops them. */
  readonly release: (call: CallRecord) => void
}

export interface MediaSignalsParts {
  readonly limiter: Pick<CallLimiter, 'signal'>
  readonly send: SendToDevices
  readonly nextTurn: (task: () => void) => void
}

/** Creates the relaying of what devices signal to each other, so that their media finds its way. */
export function createMediaSignals({ limiter, send, nextTurn }: MediaSignalsParts): MediaSignals {
  const early = createEarlySignals()

  function release(call: CallRecord): void {
    const signals = early.take(call.id)
    const only = call.calleeDevice
    if (call.state !== 'active' || only === null || signals.length === 0) return
    // In the next turn: the device that accepted has its answer before anything else.
    nextTurn(() => send(signals.map((payload) => ({ to: call.calleeId, only, event: 'call:signal', payload }))))
  }

  return {
    release,
    relay: async (call, principal, { callId, signalType, spelling, signal, recipientId }) => {
      requireOpenCall(call, 'signal')
      requireInCall(call, principal)
      const isCaller = call.callerId === principal.userId
      const to = isCaller ? call.calleeId : call.callerId
      if (recipientId !== undefined && recipientId !== to)
        throw new FailureError('invalid', 'recipientId: a signal is for the other party of the call.')
      await limiter.signal(principal)
      const spelt = spelling === undefined ? {} : { spelling }
      const payload = { callId, senderId: principal.userId, signalType, ...spelt, signal }
      const only = isCaller ? call.calleeDevice : call.callerDevice
      if (only !== null) {
        send([{ to, only, event: 'call:signal', payload }])
        return 'sent'
      }
      if (!early.hold(payload)) throw new FailureError('rateLimited', 'Too many signals before the call is accepted.')
      return 'held'
    },
  }
}

import { type CallIssue, callIssues } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import { requireInCall, wrongState } from './callAccess.ts'
import type { CallPrincipal } from './callUseCases.ts'

export interface QualityReports {
  /** Stores the measurement and returns its issues; when they are others than before, both devices are sent them. */
  readonly report: (
    call: CallRecord,
    principal: CallPrincipal,
    quality: UpRequest<'call:quality'>['quality'],
  ) => Promise<{ readonly issues: CallIssue[] }>
  /** The call is over. */
  readonly forget: (call: CallRecord) => void
}

export interface QualityReportsParts {
  readonly store: Pick<Store, 'calls'>
  readonly send: SendToDevices
  readonly clock: Pick<Clock, 'now'>
}

/** At most one measurement of a user is stored in this time, in ms. */
const storedEveryMs = 1_000

export function createQualityReports({ store, send, clock }: QualityReportsParts): QualityReports {
  const latest = new Map<string, { readonly storedAtMs: number; readonly issues: string }>()
  const keyOf = (call: CallRecord, userId: string) => `${call.id} ${userId}`

  return {
    report: async (call, principal, quality) => {
      if (call.state !== 'active') throw wrongState('measure', call.state)
      requireInCall(call, principal)
      const { userId } = principal
      const issues: CallIssue[] = callIssues(quality)
      const key = keyOf(call, userId)
      const last = latest.get(key)
      const atMs = clock.now()
      const isStored = !last || atMs - last.storedAtMs >= storedEveryMs
      latest.set(key, { storedAtMs: isStored ? atMs : last.storedAtMs, issues: issues.join(' ') })
      if (isStored) await store.calls.addQuality(call.id, userId, atMs, quality)
      if (issues.join(' ') !== (last?.issues ?? '')) {
        const payload = { callId: call.id, sessionId: call.sessionId, at: atMs, userId, issues }
        const event = 'call:qualityIssue'
        send([
          { to: call.callerId, only: call.callerDevice, event, payload },
          { to: call.calleeId, ...(call.calleeDevice === null ? {} : { only: call.calleeDevice }), event, payload },
        ])
      }
      return { issues }
    },
    forget: (call) => {
      for (const userId of [call.callerId, call.calleeId]) latest.delete(keyOf(call, userId))
    },
  }
}

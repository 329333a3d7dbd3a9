import { type Call, type CallEnd, callEndSchema } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { DeviceEvent } from '../events/deviceEvent.ts'
import type { CallRecord } from '../store/calls/callStore.ts'

/** Returns the call as its parties see it. */
export function viewCall(call: CallRecord): Call {
  return {
    callId: call.id,
    sessionId: call.sessionId,
    callerId: call.callerId,
    calleeId: call.calleeId,
    callType: call.callType,
    state: call.state,
    startedAt: call.startedAtMs,
    ringsUntil: call.ringsUntilMs,
  }
}

/** Returns the time from the answer to the end, in ms; 0 for a call that nobody answered or that is not over. */
export function durationMsOf(call: CallRecord): number {
  if (call.acceptedAtMs === null || call.endedAtMs === null) return 0
  return Math.max(0, call.endedAtMs - call.acceptedAtMs)
}

/** To all of the callee's devices, or to one that has just connected. */
export function incomingEvents(call: CallRecord, only?: string): DeviceEvent[] {
  const payload = { ...viewCall(call), callerName: call.callerName }
  return [{ to: call.calleeId, ...(only === undefined ? {} : { only }), event: 'call:incoming', payload }]
}

const shapeOf = (call: CallRecord) => ({
  callId: call.id,
  sessionId: call.sessionId,
  at: call.endedAtMs ?? call.acceptedAtMs ?? call.startedAtMs,
})

/** To the caller's device, and to those of the callee that were too late. */
export function acceptedEvents(call: CallRecord): DeviceEvent[] {
  const payload = { ...shapeOf(call), acceptedBy: call.calleeId }
  return [
    {
      to: call.callerId,
      only: call.callerDevice,
      event: 'call:accepted',
      payload: { ...payload, elsewhere: false },
    },
    {
      to: call.calleeId,
      ...(call.calleeDevice === null ? {} : { except: call.calleeDevice }),
      event: 'call:accepted',
      payload: { ...payload, elsewhere: true },
    },
  ]
}

export function rejectedEvents(call: CallRecord, byDevice: string): DeviceEvent[] {
  const reason = call.endReason === null ? {} : { reason: call.endReason }
  const payload = { ...shapeOf(call), rejectedBy: call.calleeId, ...reason }
  return [
    { to: call.callerId, only: call.callerDevice, event: 'call:rejected', payload },
    { to: call.calleeId, except: byDevice, event: 'call:rejected', payload },
  ]
}

export function missedEvents(call: CallRecord): DeviceEvent[] {
  const payload = { ...shapeOf(call), callerId: call.callerId }
  return [
    { to: call.callerId, only: call.callerDevice, event: 'call:missed', payload },
    { to: call.calleeId, event: 'call:missed', payload },
  ]
}

/** To every device that was in the call, or that rang; not to the one that asked for the end. */
export function endedEvents(
  call: CallRecord,
  by: { readonly userId: UserId; readonly device: string } | null,
): DeviceEvent[] {
  const payload = {
    ...shapeOf(call),
    ...(call.endedBy === null ? {} : { endedBy: call.endedBy }),
    reason: endOf(call),
    durationMs: durationMsOf(call),
  }
  const asked = (userId: UserId, device: string) => by?.userId === userId && by.device === device
  const events: DeviceEvent[] = []
  if (!asked(call.callerId, call.callerDevice))
    events.push({ to: call.callerId, only: call.callerDevice, event: 'call:ended', payload })
  if (call.calleeDevice === null) events.push({ to: call.calleeId, event: 'call:ended', payload })
  else if (!asked(call.calleeId, call.calleeDevice))
    events.push({ to: call.calleeId, only: call.calleeDevice, event: 'call:ended', payload })
  return events
}

function endOf(call: CallRecord): CallEnd {
  return callEndSchema.options.find((reason) => reason === call.endReason) ?? 'hungUp'
}

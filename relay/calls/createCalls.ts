import type { Logger } from 'pino'
import { type CallId, type CallIssue, type CallState, callIssues, type IceServer } from '../../src/shared/model/call.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import { accessOf, isOpen, requireAccess } from '../sessions/access/access.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { CallChange, CallRecord } from '../store/callStore.ts'
import type { Store } from '../store/store.ts'
import {
  acceptedEvents,
  durationMsOf,
  endedEvents,
  incomingEvents,
  missedEvents,
  rejectedEvents,
  viewCall,
} from './callEvents.ts'
import type { CallLimiter } from './callLimiter.ts'
import type { CallDuties, CallNews, CallPrincipal, CallUseCases } from './callUseCases.ts'
import { createEarlySignals } from './earlySignals.ts'
import { createOpenCalls } from './openCalls.ts'

export interface CallsParts {
  readonly store: Pick<Store, 'calls'>
  readonly directory: SessionCache
  readonly registry: PresenceRegistry
  readonly limiter: CallLimiter
  /** Publishes a change of a call, here and to other nodes. */
  readonly publish: (news: CallNews) => void
  /** Sends what passes through a call and changes nothing: signals and issues. */
  readonly tell: SendToDevices
  /** Nobody answered: the callee is to find a notification. */
  readonly missed: (call: CallRecord) => void
  readonly iceServers: (userId: UserId) => IceServer[]
  readonly nextTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

/** At most one measure of a user is kept in this time, in ms. */
const qualityEveryMs = 1_000

/** Calls between two participants of a session. Who wins, and that all ends once, is decided by the store. */
export function createCalls(parts: CallsParts): CallUseCases & CallDuties {
  const { store, directory, registry, limiter, publish, tell, clock, log } = parts
  const early = createEarlySignals()
  const measured = new Map<string, { readonly keptAtMs: number; readonly issues: string }>()
  const fromHere = new Set<CallId>()
  const underWay = new Set<Promise<unknown>>()
  let isStopped = false
  const open = createOpenCalls({
    registry,
    clock,
    ringsOut: (call) => inBackground(miss(call)),
    lost: (call) => inBackground(end(call.id, ['active'], null, 'connectionLost')),
  })

  function inBackground(task: Promise<unknown>): void {
    const done: Promise<unknown> = task.then(
      () => underWay.delete(done),
      (error: unknown) => {
        underWay.delete(done)
        log.error({ error }, 'call could not be changed')
      },
    )
    underWay.add(done)
  }

  function note(call: CallRecord): void {
    open.note(call)
    if (call.state === 'ringing') return
    fromHere.delete(call.id)
    const signals = early.take(call.id)
    const to = call.calleeDevice
    // In the next turn: the device that accepted has its answer before anything else.
    if (call.state === 'active' && to !== null && signals.length > 0)
      parts.nextTurn(() =>
        tell(signals.map((payload) => ({ to: call.calleeId, only: to, event: 'call:signal', payload }))),
      )
    if (call.state !== 'active')
      for (const user of [call.callerId, call.calleeId]) measured.delete(`${call.id} ${user}`)
  }

  async function change(
    id: CallId,
    from: readonly CallState[],
    to: CallChange,
    tellsOf: (call: CallRecord) => CallNews['tells'],
  ): Promise<CallRecord | undefined> {
    const call = await store.calls.change(id, from, to)
    if (!call) return undefined
    note(call)
    publish({ call, tells: tellsOf(call) })
    if (call.acceptedAtMs === null && (call.state === 'missed' || call.state === 'ended')) parts.missed(call)
    return call
  }
  const miss = (call: CallRecord) =>
    change(
      call.id,
      ['ringing'],
      { state: 'missed', endedAtMs: clock.now(), endedBy: null, endReason: null },
      missedEvents,
    )
  const end = (
    id: CallId,
    from: readonly CallState[],
    by: { readonly userId: UserId; readonly device: string } | null,
    endReason: 'hungUp' | 'cancelled' | 'connectionLost' | 'stopped',
  ) =>
    change(id, from, { state: 'ended', endedAtMs: clock.now(), endedBy: by?.userId ?? null, endReason }, (call) =>
      endedEvents(call, by),
    )
  const turnDown = (id: CallId, principal: CallPrincipal, reason: string | undefined) =>
    change(
      id,
      ['ringing'],
      { state: 'rejected', endedAtMs: clock.now(), endedBy: principal.userId, endReason: reason ?? null },
      (call) => rejectedEvents(call, principal.device),
    )

  /** The call, if the principal is one of its two and still in its session. */
  async function requireCall(principal: CallPrincipal, id: CallId): Promise<CallRecord> {
    const known = open.find(id)
    const call = known?.state === 'active' ? known : await store.calls.find(id)
    const isParty = call && (call.callerId === principal.userId || call.calleeId === principal.userId)
    const session = isParty ? await directory.get(call.sessionId) : undefined
    if (!call || !session || !accessOf(session, principal)?.isParticipant)
      throw new FailureError('notFound', 'Call not found')
    return call
  }
  async function tooLate(verb: string, id: CallId): Promise<never> {
    const call = await store.calls.find(id)
    throw new FailureError('conflict', `Cannot ${verb} call in ${call?.state ?? 'ended'} state`)
  }
  const answered = (call: CallRecord, userId: UserId) => ({
    call: viewCall(call),
    iceServers: parts.iceServers(userId),
  })

  async function cancelOwnRinging(principal: CallPrincipal): Promise<void> {
    for (const call of await store.calls.open({ userId: principal.userId }))
      if (call.state === 'ringing' && call.callerId === principal.userId && call.callerDevice === principal.device)
        await end(call.id, ['ringing'], principal, 'cancelled')
  }

  function isInCall(call: CallRecord, { userId, device }: Pick<CallPrincipal, 'userId' | 'device'>): boolean {
    const isCaller = call.callerId === userId && call.callerDevice === device
    return isCaller || (call.calleeId === userId && call.calleeDevice === device)
  }

  return {
    initiate: async (principal, { callId, sessionId, recipientId, callType }) => {
      const { session, access } = await requireAccess(directory, principal, sessionId, 'care')
      const earlier = await store.calls.find(callId)
      if (!earlier) {
        if (!access.isParticipant) throw new FailureError('forbidden', 'Only participants of a session can call in it.')
        if (recipientId === principal.userId) throw new FailureError('invalid', 'You cannot call yourself.')
        if (!session.participant(recipientId))
          throw new FailureError('notFound', 'There is no such participant in this session.')
        if (!(await isOpen(directory, session, clock.now())))
          throw new FailureError('sessionClosed', 'The session is closed. Nobody can be called in it.')
        await limiter.initiate(principal)
        await cancelOwnRinging(principal)
      }
      const startedAtMs = clock.now()
      const { call, isNew } = await store.calls.insert({
        id: callId,
        sessionId,
        callerId: principal.userId,
        callerName: access.name,
        callerDevice: principal.device,
        calleeId: recipientId,
        calleeDevice: null,
        callType,
        state: 'ringing',
        startedAtMs,
        ringsUntilMs: startedAtMs + limits.callRingsMs,
        acceptedAtMs: null,
        endedAtMs: null,
        endedBy: null,
        endReason: null,
      })
      const isThis =
        call.callerId === principal.userId &&
        call.callerDevice === principal.device &&
        call.sessionId === sessionId &&
        call.calleeId === recipientId &&
        call.callType === callType
      if (!isThis) throw new FailureError('conflict', 'This call id was used before for something else.')
      if (isNew || (call.state === 'ringing' && !open.find(callId))) {
        note(call)
        fromHere.add(call.id)
        publish({ call, tells: incomingEvents(call) })
        // The device may have gone while the call was stored, and then nobody would end what rings.
        if (!registry.hasDevice(principal.userId, principal.device))
          await end(call.id, ['ringing'], principal, 'cancelled')
      }
      return answered(call, principal.userId)
    },

    accept: async (principal, { callId }) => {
      const call = await requireCall(principal, callId)
      if (call.calleeId !== principal.userId) throw new FailureError('forbidden', 'Only who is called can accept.')
      const { device } = principal
      const to = { state: 'active', calleeDevice: device, acceptedAtMs: clock.now() } as const
      const accepted = await change(callId, ['ringing'], to, acceptedEvents)
      if (accepted) {
        open.awaitReturn(accepted)
        open.returned(accepted)
        return answered(accepted, principal.userId)
      }
      const now = await store.calls.find(callId)
      if (now?.state === 'active' && now.calleeDevice === device) return answered(now, principal.userId)
      return await tooLate('accept', callId)
    },

    reject: async (principal, { callId, reason }) => {
      const call = await requireCall(principal, callId)
      if (call.calleeId !== principal.userId) throw new FailureError('forbidden', 'Only who is called can reject.')
      if (call.state === 'rejected' || (await turnDown(callId, principal, reason))) return
      const now = await store.calls.find(callId)
      if (now?.state !== 'rejected') await tooLate('reject', callId)
    },

    end: async (principal, { callId }) => {
      const call = await requireCall(principal, callId)
      const isCallee = call.calleeId === principal.userId
      const ended =
        (await (isCallee
          ? turnDown(callId, principal, undefined)
          : end(callId, ['ringing'], principal, 'cancelled'))) ??
        (await end(callId, ['active'], principal, 'hungUp')) ??
        (await store.calls.find(callId))
      return { durationMs: ended ? durationMsOf(ended) : 0 }
    },

    signal: async (principal, { callId, signalType, spelling, signal, recipientId }) => {
      const call = await requireCall(principal, callId)
      if (call.state !== 'ringing' && call.state !== 'active')
        throw new FailureError('conflict', `Cannot signal call in ${call.state} state`)
      if (!isInCall(call, principal)) throw new FailureError('forbidden', 'This device is not in the call.')
      const isCaller = call.callerId === principal.userId
      const to = isCaller ? call.calleeId : call.callerId
      if (recipientId !== undefined && recipientId !== to)
        throw new FailureError('invalid', 'recipientId: a signal is for the other party of the call.')
      await limiter.signal(principal)
      const told = spelling === undefined ? {} : { spelling }
      const payload = { callId, senderId: principal.userId, signalType, ...told, signal }
      const only = isCaller ? call.calleeDevice : call.callerDevice
      if (only !== null) {
        tell([{ to, only, event: 'call:signal', payload }])
        return
      }
      if (!early.hold(payload)) throw new FailureError('rateLimited', 'Too many signals before the call is accepted.')
      // It may have been accepted since it was looked up, and what was held by then given out.
      const now = await store.calls.find(callId)
      if (now && now.state !== 'ringing') note(now)
    },

    quality: async (principal, { callId, quality }) => {
      const call = await requireCall(principal, callId)
      if (call.state !== 'active') throw new FailureError('conflict', `Cannot measure call in ${call.state} state`)
      if (!isInCall(call, principal)) throw new FailureError('forbidden', 'This device is not in the call.')
      const issues: CallIssue[] = callIssues(quality)
      const key = `${callId} ${principal.userId}`
      const last = measured.get(key)
      const atMs = clock.now()
      const isKept = !last || atMs - last.keptAtMs >= qualityEveryMs
      measured.set(key, { keptAtMs: isKept ? atMs : last.keptAtMs, issues: issues.join(' ') })
      if (isKept) await store.calls.addQuality(callId, principal.userId, atMs, quality)
      if (issues.join(' ') !== (last?.issues ?? '')) {
        const payload = { callId, sessionId: call.sessionId, at: atMs, userId: principal.userId, issues }
        const event = 'call:qualityIssue'
        tell([
          { to: call.callerId, only: call.callerDevice, event, payload },
          { to: call.calleeId, ...(call.calleeDevice === null ? {} : { only: call.calleeDevice }), event, payload },
        ])
      }
      return { issues }
    },

    ice: async (principal, { callId }) => {
      const call = await requireCall(principal, callId)
      if (call.state !== 'ringing' && call.state !== 'active')
        throw new FailureError('conflict', `Cannot continue call in ${call.state} state`)
      return { iceServers: parts.iceServers(principal.userId) }
    },

    resume: async () => {
      for (const call of await store.calls.open('everything')) {
        open.note(call)
        if (call.state === 'active') open.awaitReturn(call)
      }
    },
    hear: note,
    arrived: async ({ userId, deviceKey }) => {
      for (const call of await store.calls.open({ userId })) {
        open.note(call)
        open.returned(call)
        const isForThem = call.state === 'ringing' && call.calleeId === userId && call.ringsUntilMs > clock.now()
        // It may have been answered while it was read.
        if (isForThem && open.find(call.id)?.state === 'ringing') tell(incomingEvents(call, deviceKey))
      }
    },
    left: ({ userId, deviceKey }) => {
      if (isStopped || registry.hasDevice(userId, deviceKey)) return
      for (const call of open.all()) {
        if (call.state === 'active') {
          if (isInCall(call, { userId, device: deviceKey })) open.awaitReturn(call)
        } else if (call.callerId === userId && call.callerDevice === deviceKey)
          inBackground(end(call.id, ['ringing'], { userId, device: deviceKey }, 'cancelled'))
      }
    },
    sessionChanged: (session) => {
      const { id, active } = session.record()
      for (const call of open.all()) {
        if (call.sessionId !== id) continue
        if (!(session.participant(call.callerId) && session.participant(call.calleeId)))
          inBackground(end(call.id, ['ringing', 'active'], null, 'stopped'))
        else if (!active) inBackground(end(call.id, ['ringing'], null, 'stopped'))
      }
    },
    openCount: () => open.all().length,
    stop: async () => {
      for (const id of [...fromHere]) inBackground(end(id, ['ringing'], null, 'stopped'))
      while (underWay.size > 0) await Promise.all(underWay)
      isStopped = true
      open.close()
    },
  }
}

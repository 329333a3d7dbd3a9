import type { Logger } from 'pino'
import type { IceServer } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { type BackgroundTasks, createBackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Capability } from '../events/capability.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { DeviceListener } from '../presence/deviceConnections.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import { acceptCall, endCall, rejectCall } from './answerCall.ts'
import { requireCall, requireOpenCall } from './callAccess.ts'
import { type CallDevices, createCallDevices } from './callDevices.ts'
import { incomingEvents, viewCall } from './callEvents.ts'
import type { CallLimiter } from './callLimiter.ts'
import { type CallTransitions, createCallTransitions } from './callTransitions.ts'
import type { CallPrincipal, CallUseCases } from './callUseCases.ts'
import { createInitiateCall } from './initiateCall.ts'
import { createMediaSignals, type MediaSignals } from './mediaSignals.ts'
import { createOpenCalls, type OpenCalls } from './openCalls.ts'
import { createQualityReports, type QualityReports } from './qualityReports.ts'
import { createReconnections, type Reconnections } from './reconnections.ts'
import { createRinging, type Ringing } from './ringing.ts'

export interface CallsParts {
  readonly store: Pick<Store, 'calls'>
  readonly sessionCache: SessionCache
  readonly registry: PresenceRegistry
  readonly limiter: CallLimiter
  readonly publish: RelayEvents['publish']
  readonly iceServers: (userId: UserId) => IceServer[]
  readonly nextTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

export interface Calls extends Capability<CachedSession> {
  readonly useCases: CallUseCases
  readonly devices: DeviceListener
}

/** Builds calls between two participants of a session. Who wins, and that all ends once, is decided by the store. */
export function createCalls(parts: CallsParts): Calls {
  const { registry, publish, clock, log } = parts
  const send: SendToDevices = (events) => publish({ kind: 'tells', tells: events })
  const tasks = createBackgroundTasks((error) => log.error({ error }, 'call could not be changed'))
  const transitions = createCallTransitions(parts)
  const ringing = createRinging(clock, (call) => tasks.add(transitions.miss(call.id)))
  const reconnections = createReconnections(registry, clock, (call) =>
    tasks.add(transitions.end(call.id, ['active'], null, 'connectionLost')),
  )
  const open = createOpenCalls({ registry, ringing, reconnections })
  const signals = createMediaSignals({ ...parts, send })
  const quality = createQualityReports({ ...parts, send })
  const devices = createCallDevices({ ...parts, tasks, transitions, reconnections, open, send })
  const built = { ...parts, tasks, transitions, ringing, reconnections, open, signals, quality, devices }
  return { ...createCallDuties(built), useCases: createCallUseCases(built), devices }
}

interface BuiltParts extends CallsParts {
  readonly tasks: BackgroundTasks
  readonly transitions: CallTransitions
  readonly ringing: Ringing
  readonly reconnections: Reconnections
  readonly open: OpenCalls
  readonly signals: MediaSignals
  readonly quality: QualityReports
  readonly devices: CallDevices
}

function createCallUseCases(parts: BuiltParts): CallUseCases {
  const { store, publish, ringing, open, signals, quality } = parts
  const find = (principal: CallPrincipal, { callId }: { readonly callId: CallRecord['id'] }) =>
    requireCall(parts, principal, callId)
  const initiate = createInitiateCall({
    ...parts,
    isKnown: ({ id }) => open.find(id) !== undefined,
    ring: (call) => {
      ringing.own(call.id)
      publish({ kind: 'call', call, tells: incomingEvents(call) })
    },
  })
  const joined = (call: CallRecord, { userId }: CallPrincipal) => ({
    call: viewCall(call),
    iceServers: parts.iceServers(userId),
  })
  return {
    initiate: async (principal, request) => joined(await initiate(principal, request), principal),
    accept: async (principal, request) => {
      const call = await acceptCall(parts, await find(principal, request), principal)
      return joined(call, principal)
    },
    reject: async (principal, request) =>
      await rejectCall(parts, await find(principal, request), principal, request.reason),
    end: async (principal, request) => ({
      durationMs: await endCall(parts, await find(principal, request), principal),
    }),
    signal: async (principal, request) => {
      if ((await signals.relay(await find(principal, request), principal, request)) === 'sent') return
      // The call may have been accepted since the look-up, with the held signals already delivered.
      const now = await store.calls.find(request.callId)
      if (now && now.state !== 'ringing') updateCall(parts, now)
    },
    quality: async (principal, request) =>
      await quality.report(await find(principal, request), principal, request.quality),
    ice: async (principal, request) => {
      requireOpenCall(await find(principal, request), 'continue')
      return { iceServers: parts.iceServers(principal.userId) }
    },
  }
}

/** Takes over the state that a call has now, whichever node has changed it. */
function updateCall({ open, ringing, signals, quality }: BuiltParts, call: CallRecord): void {
  open.update(call)
  if (call.state === 'ringing') return
  ringing.stop(call.id)
  signals.release(call)
  if (call.state !== 'active') quality.forget(call)
}

/** Ends calls whose parties are no longer both in the session, and those that ring in a closed one; an active call may finish. */
function endCallsOf({ open, transitions, tasks }: BuiltParts, session: CachedSession): void {
  const { id, active } = session.record()
  for (const call of open.all()) {
    if (call.sessionId !== id) continue
    if (!(session.participant(call.callerId) && session.participant(call.calleeId)))
      tasks.add(transitions.end(call.id, ['ringing', 'active'], null, 'stopped'))
    else if (!active) tasks.add(transitions.end(call.id, ['ringing'], null, 'stopped'))
  }
}

/** Takes over the calls that were open when a node stopped. */
async function resumeCalls({ store, open, reconnections }: BuiltParts): Promise<void> {
  for (const call of await store.calls.open('everything')) {
    open.update(call)
    if (call.state === 'active') reconnections.await(call)
  }
}

function createCallDuties(parts: BuiltParts): Capability<CachedSession> {
  const { tasks, transitions, ringing, reconnections, open, devices, log } = parts
  const resuming = createBackgroundTasks((error) => log.error({ error }, 'calls that were open could not be taken up'))
  return {
    subscribe: {
      calls: {
        fromThisNode: { session: (_, session) => endCallsOf(parts, session) },
        fromAnyNode: { call: ({ call }) => updateCall(parts, call) },
      },
    },
    gauges: () => [{ gauge: 'calls', value: open.all().length }],
    start: () => resuming.add(resumeCalls(parts)),
    stop: async () => {
      await resuming.settled()
      for (const id of ringing.ownIds()) tasks.add(transitions.end(id, ['ringing'], null, 'stopped'))
      await tasks.settled()
      devices.close()
      ringing.close()
      reconnections.close()
    },
  }
}

import type { BackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { DeviceListener } from '../presence/deviceConnections.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { Store } from '../store/store.ts'
import { isInCall } from './callAccess.ts'
import { incomingEvents } from './callEvents.ts'
import type { CallTransitions } from './callTransitions.ts'
import type { OpenCalls } from './openCalls.ts'
import type { Reconnections } from './reconnections.ts'

export interface CallDevicesParts {
  readonly store: Pick<Store, 'calls'>
  readonly registry: Pick<PresenceRegistry, 'hasDevice'>
  readonly open: OpenCalls
  readonly reconnections: Pick<Reconnections, 'await' | 'reconnected'>
  readonly transitions: Pick<CallTransitions, 'end'>
  readonly tasks: Pick<BackgroundTasks, 'add'>
  readonly send: SendToDevices
  readonly clock: Pick<Clock, 'now'>
}

export interface CallDevices extends Required<DeviceListener> {
  /** Devices that leave from then on, as the node closes its sockets, change no call. */
  readonly close: () => void
}

/** Creates the calls' listener for devices that connect, or have no connection left. */
export function createCallDevices(parts: CallDevicesParts): CallDevices {
  const { store, registry, open, reconnections, transitions, tasks, send, clock } = parts
  let isClosed = false
  return {
    // Calls that ring for the user of a device that connects ring on it too.
    arrived: async ({ userId, deviceKey }) => {
      for (const call of await store.calls.open({ userId })) {
        open.update(call)
        reconnections.reconnected(call)
        const isForThem = call.state === 'ringing' && call.calleeId === userId && call.ringsUntilMs > clock.now()
        // It may have been answered while it was read.
        if (isForThem && open.find(call.id)?.state === 'ringing') send(incomingEvents(call, deviceKey))
      }
    },
    left: ({ userId, deviceKey: device }) => {
      if (isClosed || registry.hasDevice(userId, device)) return
      for (const call of open.all()) {
        if (call.state === 'active') {
          if (isInCall(call, { userId, device })) reconnections.await(call)
        } else if (call.callerId === userId && call.callerDevice === device)
          tasks.add(transitions.end(call.id, ['ringing'], { userId, device }, 'cancelled'))
      }
    },
    close: () => {
      isClosed = true
    },
  }
}

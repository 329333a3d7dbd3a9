import type { Server } from 'socket.io'
import type { UserId } from '../../src/shared/model/ids.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { NativeNamespace } from './connection.ts'
import { createBroadcast } from './createBroadcast.ts'
import { createAnswerRequest, type RequestParts } from './requests.ts'
import { createSendFrame } from './sendFrame.ts'
import { sendToDevices } from './sendToDevices.ts'
import { type ServeConnectionsParts, type ServedConnections, serveConnections } from './serveConnections.ts'
import { createWatchConnection } from './watchConnection.ts'

export interface NativeTransportParts
  extends Omit<ServeConnectionsParts, 'namespace' | 'answer' | 'watch' | 'sendFrame' | 'verifyToken'>,
    Pick<RequestParts, 'useCases' | 'presence' | 'calls' | 'notifications' | 'clinic' | 'setTyping' | 'clock'> {
  readonly io: Server
  readonly registry: PresenceRegistry
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  /** Verifies the next token of a connection that is there. */
  readonly verifyToken: VerifyToken
  /** Verifies the token of a handshake. */
  readonly verifyHandshake: VerifyToken
  readonly nextTurn: (task: () => void) => void
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
  readonly clock: Clock
}

export interface NativeTransport extends Capability<CachedSession>, Pick<ServedConnections, 'reviewAccess'> {
  readonly namespaces: readonly NativeNamespace[]
}

/** Serves the native protocol: its connections, their requests, and the events that are sent to them. */
export function createNativeTransport(parts: NativeTransportParts): NativeTransport {
  const { io, connections, registry, nextTurn, clock, log } = parts
  const namespace: NativeNamespace = io.of(nativeNamespace)
  const sendFrame = createSendFrame(namespace)
  const watch = createWatchConnection({ sendFrame, clock, log })
  const answer = createAnswerRequest({ ...parts, tokenRenewed: watch })
  const served = serveConnections({ ...parts, verifyToken: parts.verifyHandshake, namespace, answer, watch, sendFrame })
  const broadcast = createBroadcast({ ...parts, sendFrame, presenceOf: registry.of })
  return {
    namespaces: [namespace],
    reviewAccess: served.reviewAccess,
    refuse: served.announceStop,
    gauges: () => [
      { gauge: 'connections', value: connections.count() },
      ...readingsBy('connectionsByRole', connections.all(), ({ principal }) => principal.role),
    ],
    subscribe: {
      native: {
        fromAnyNode: {
          ...broadcast,
          session: (event, session) => {
            broadcast.session(event, session)
            const { id, active } = session.record()
            // In the next turn, when the frames that report it have been handed over.
            if (!active) nextTurn(() => served.endInvited(id))
          },
          tells: ({ tells }) => sendToDevices(connections, sendFrame, tells),
          call: ({ tells }) => sendToDevices(connections, sendFrame, tells),
          clinic: ({ clinic }) => {
            const staff = [...connections.all()].filter(({ principal }) => isStaff(principal.role))
            sendFrame(staff, 'clinic:changed', { clinic })
          },
          accessEnded: served.endAccess,
        },
      },
    },
  }
}

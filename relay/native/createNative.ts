import type { UserId } from '../../src/shared/model/ids.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { createAnnouncer } from './announcer.ts'
import { createGateway, type Gateway, type GatewayParts } from './createGateway.ts'
import { createAnswerRequest, type RequestParts } from './requests.ts'
import { createSendFrame } from './sendFrame.ts'
import { createTellDevices } from './tellDevices.ts'
import { createWatchConnection } from './watchConnection.ts'

export interface NativeParts
  extends Omit<GatewayParts, 'answer' | 'watch' | 'sendFrame' | 'verifyToken' | 'live'>,
    Pick<RequestParts, 'useCases' | 'live' | 'setTyping'> {
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  /** Of a connection that is there, for its next token. */
  readonly verifyToken: VerifyToken
  /** Of a handshake. */
  readonly verifyHandshake: VerifyToken
  readonly nextTurn: (task: () => void) => void
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
}

export interface Native extends Capability<CachedSession>, Pick<Gateway, 'reviewAccess'> {}

/** Serves the native protocol: its connections, what they ask, and what they are told of as it happens. */
export function createNative(parts: NativeParts): Native {
  const { server, connections, presence, nextTurn, clock, log } = parts
  const sendFrame = createSendFrame(server.namespace)
  const watch = createWatchConnection({ sendFrame, clock, log })
  const answer = createAnswerRequest({ ...parts, tokenRenewed: watch })
  const gateway = createGateway({ ...parts, verifyToken: parts.verifyHandshake, answer, watch, sendFrame })
  const announcer = createAnnouncer({ ...parts, sendFrame, presenceOf: presence.of })
  const tellDevices = createTellDevices(connections, sendFrame)
  return {
    reviewAccess: gateway.reviewAccess,
    refuse: gateway.announceStop,
    gauges: () => [
      { gauge: 'connections', value: connections.count() },
      ...readingsBy('connectionsByRole', connections.all(), ({ principal }) => principal.role),
    ],
    subscribe: {
      native: {
        everywhere: {
          ...announcer,
          session: (event, session) => {
            announcer.session(event, session)
            const { id, active } = session.record()
            // In the next turn, when the frames that tell of it have been handed over.
            if (!active) nextTurn(() => gateway.endInvited(id))
          },
          tells: ({ tells }) => tellDevices(tells),
          call: ({ tells }) => tellDevices(tells),
          accessEnded: gateway.endAccess,
        },
      },
    },
  }
}

import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { type UpEvent, up } from '../../src/shared/protocol/up.ts'
import { admissionOf, unknownRoleText, type VerifyToken } from '../accounts/verifyToken.ts'
import type { SetTyping } from '../presence/setTyping.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import { type CapabilityUseCases, capabilityRequests } from './capabilityRequests.ts'
import type { Connection } from './connection.ts'
import { type Serve, serve } from './serve.ts'
import { sessionRequests } from './sessionRequests.ts'

export interface RequestParts extends CapabilityUseCases {
  readonly useCases: SessionUseCases
  readonly setTyping: SetTyping
  readonly verifyToken: VerifyToken
  /** Called when a connection's token was replaced. */
  readonly tokenRenewed: (connection: Connection) => void
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** The requests of those who are here for one session by invitation: each of them keeps to it by what the principal may see. */
const forInvited: ReadonlySet<UpEvent> = new Set([
  'sync:pull',
  'log:read',
  'session:find',
  'message:send',
  'message:edit',
  'message:redact',
  'message:react',
  'unread:count',
  'watermark:advance',
  'typing:set',
  'auth:refresh',
])

const newTokenRefusals = {
  invalid: () => new FailureError('unauthenticated', 'The new token is not valid. Sign in again.'),
  expired: () => new FailureError('tokenExpired', 'The new token has expired already. Sign in again.'),
  notYetValid: () => new FailureError('unauthenticated', 'The new token is not valid yet. Compare the clocks.'),
  unknownRole: () => new FailureError('unauthenticated', unknownRoleText),
}

/**
 * Carries out a request of any name and form, and returns its acknowledgement. Never rejects: what goes wrong is a refusal.
 */
export type AnswerRequest = (connection: Connection, event: string, payload: unknown) => Promise<object>

/** The requests of the native protocol. */
export function createAnswerRequest(parts: RequestParts): AnswerRequest {
  const { useCases, setTyping, clock, log } = parts

  const table: Record<UpEvent, Serve> = {
    'message:send': serve(up['message:send'], async ({ principal }, message) => {
      const { entry } = await useCases.appendMessage(principal, message)
      return { success: true as const, seq: entry.seq, at: entry.at }
    }),
    'message:edit': serve(up['message:edit'], async ({ principal }, edit) => {
      return { success: true as const, ...(await useCases.editMessage(principal, edit)) }
    }),
    'message:redact': serve(up['message:redact'], async ({ principal }, redaction) => {
      return { success: true as const, ...(await useCases.redactMessage(principal, redaction)) }
    }),
    'message:react': serve(up['message:react'], async ({ principal }, reaction) => {
      return { success: true as const, ...(await useCases.reactToMessage(principal, reaction)) }
    }),
    ...sessionRequests(useCases),
    ...capabilityRequests(parts),
    'sync:pull': serve(up['sync:pull'], async ({ principal }, request) => {
      return { success: true as const, ...(await useCases.pullSync(principal, request)) }
    }),
    'log:read': serve(up['log:read'], async ({ principal }, request) => {
      return { success: true as const, ...(await useCases.readLog(principal, request)) }
    }),
    'session:find': serve(up['session:find'], async ({ principal }, request) => {
      const { looked: _, ...page } = await useCases.findSessions(principal, request)
      return { success: true as const, ...page }
    }),
    'unread:count': serve(up['unread:count'], async ({ principal }, { sessionIds }) => {
      return { success: true as const, items: await useCases.countUnread(principal, sessionIds) }
    }),
    'watermark:advance': serve(up['watermark:advance'], async ({ principal }, request) => {
      await useCases.advanceWatermarks(principal, request)
      return { success: true as const }
    }),
    'typing:set': serve(up['typing:set'], async ({ id, principal }, notice) => {
      await setTyping(principal, id, notice)
      return { success: true as const }
    }),
    'auth:refresh': serve(up['auth:refresh'], async (connection, { token }) => {
      const verdict = await parts.verifyToken(token)
      if ('refused' in verdict) throw newTokenRefusals[verdict.refused]()
      if (verdict.userId !== connection.principal.userId)
        throw new FailureError('forbidden', 'The new token is another user’s.')
      if (verdict.invitedTo !== connection.principal.invitedTo)
        throw new FailureError('forbidden', 'The new token is not for the same sessions.')
      if (verdict.role !== connection.principal.role)
        throw new FailureError('unauthenticated', 'Your role has changed. Connect again.')
      connection.admission = admissionOf(verdict)
      connection.expiresAtMs = verdict.expiresAtMs
      parts.tokenRenewed(connection)
      return { success: true as const, expiresAt: verdict.expiresAtMs }
    }),
  }

  return async (connection, event, payload) => {
    if (!isUpEvent(event)) return refuse('invalid', 'The relay does not know this event.')
    if (connection.principal.invitedTo !== undefined && !forInvited.has(event))
      return refuse('forbidden', 'Who was invited to a session takes part in it, and nothing more.')
    if (clock.now() >= connection.expiresAtMs) return refuse('tokenExpired', 'The token has expired. Sign in again.')
    try {
      return timed(await table[event](connection, payload), clock.now())
    } catch (error) {
      if (error instanceof FailureError) return refuse(error.failure.kind, error.failure.message)
      log.error({ event, connectionId: connection.id, error }, 'request failed')
      return refuse('internal', 'The relay could not answer this request.')
    }
  }
}

/** Returns the answer with the relay's clock, added last of all: a device knows it as well as the answer is quick. */
function timed(answer: object, now: number): object {
  return 'success' in answer && answer.success === true ? { ...answer, now } : answer
}

function isUpEvent(event: string): event is UpEvent {
  return Object.hasOwn(up, event)
}

import { z } from 'zod'
import { FailureError } from '../../../shared/model/failure.ts'
import type { DeviceId, SessionId, UserId } from '../../../shared/model/ids.ts'
import type { PatientLink } from '../../../shared/model/patientLink.ts'
import {
  invitationAnswerSchema,
  invitationPaths,
  listedInvitationsSchema,
  revokedInvitationsSchema,
} from '../../../shared/protocol/invitation.ts'
import { restPaths, type Tokens, tokensSchema } from '../../../shared/protocol/rest.ts'
import { createRestRequests, type RestRequestsParts } from './restRequests.ts'
import { createRestTransport } from './restTransport.ts'
import type { RestTransport } from './transport.ts'

/** The relay over HTTP: signing in, and the way that is left when no socket can be had. */
export interface RelayRest {
  /** Throws `FailureError` with the relay's refusal, or `offline`. */
  readonly login: (user: string, password: string, deviceId: DeviceId) => Promise<Tokens>
  /** Uses the token up. Throws as `login` does. */
  readonly refresh: (refreshToken: string) => Promise<Tokens>
  /** Best effort: never throws. */
  readonly logout: (refreshToken: string) => Promise<void>
  /** The links into a session, the oldest first. Throws as `login` does, and what the relay refuses with. */
  readonly listLinks: (sessionId: SessionId, token: string) => Promise<PatientLink[]>
  /** Makes a link for a patient of a session in place of the earlier ones. Throws as `listLinks` does. */
  readonly makeLink: (
    sessionId: SessionId,
    wish: { readonly userId: UserId; readonly lifeMinutes: number },
    token: string,
  ) => Promise<{ readonly url: string; readonly openUntil: number }>
  /** Takes back the links of a patient into a session; returns how many stood. Throws as `listLinks` does. */
  readonly revokeLinks: (sessionId: SessionId, userId: UserId, token: string) => Promise<number>
  /** Returns a transport with a token for every request. It carries messages, watermarks and catching up, and refuses the rest. */
  readonly transportWith: (token: () => Promise<string>) => RestTransport
}

export function createRelayRest(parts: RestRequestsParts): RelayRest {
  const requests = createRestRequests(parts)
  const { ask, post } = requests

  async function postOrThrow<T>(path: string, body: object, answerSchema: z.ZodType<T>, times = 1): Promise<T> {
    const reply = await post(path, body, answerSchema)
    if (reply.outcome === 'unknown' && reply.failure.kind === 'offline' && times > 1)
      return postOrThrow(path, body, answerSchema, times - 1)
    if (reply.outcome === 'answered') return reply.answer
    throw new FailureError(reply.failure.kind, reply.failure.message)
  }

  async function askOrThrow<T>(
    path: string,
    request: Parameters<typeof ask>[1],
    answerSchema: z.ZodType<T>,
    token: string,
  ): Promise<T> {
    const reply = await ask(path, request, answerSchema, { token })
    if (reply.outcome === 'answered') return reply.answer
    throw new FailureError(reply.failure.kind, reply.failure.message)
  }

  return {
    // Twice: a connection that was kept from before may be dead without anyone having noticed, as after a sleep.
    login: (user, password, deviceId) =>
      postOrThrow(restPaths.login, { email: user, password, deviceId }, tokensSchema, 2),
    refresh: (refreshToken) => postOrThrow(restPaths.refresh, { refreshToken }, tokensSchema),
    logout: async (refreshToken) => {
      await post(restPaths.logout, { refreshToken }, z.unknown())
    },
    listLinks: async (sessionId, token) => {
      const { invitations } = await askOrThrow(
        invitationPaths.of(sessionId),
        { method: 'GET' },
        listedInvitationsSchema,
        token,
      )
      return invitations.map(({ userId, expiresAt, opened, revoked }) => ({
        ...{ userId, opened, revoked },
        openUntil: expiresAt,
      }))
    },
    makeLink: async (sessionId, wish, token) => {
      const { url, expiresAt } = await askOrThrow(
        invitationPaths.of(sessionId),
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) },
        invitationAnswerSchema,
        token,
      )
      return { url, openUntil: expiresAt }
    },
    revokeLinks: async (sessionId, userId, token) => {
      const path = `${invitationPaths.of(sessionId)}?userId=${encodeURIComponent(userId)}`
      return (await askOrThrow(path, { method: 'DELETE' }, revokedInvitationsSchema, token)).revoked
    },
    transportWith: (token) => createRestTransport(requests, token),
  }
}

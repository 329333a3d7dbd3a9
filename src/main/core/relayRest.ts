import { z } from 'zod'
import type { Clock } from '../../shared/model/clock.ts'
import { type Failure, FailureError } from '../../shared/model/failure.ts'
import { refusalSchema, refusalToFailure } from '../../shared/protocol/acknowledgement.ts'
import { messagePostAnswerSchema, restPaths, type Tokens, tokensSchema } from '../../shared/protocol/rest.ts'
import { syncPullAckSchema } from '../../shared/protocol/sync.ts'
import type { UpAnswer, UpEvent, UpPayload } from '../../shared/protocol/up.ts'
import { watermarkAdvanceAckSchema } from '../../shared/protocol/watermark.ts'
import type { RelayLine, Reply } from './relaySocket.ts'

type Answer<T> =
  | { readonly outcome: 'answered'; readonly answer: T }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'unknown'; readonly failure: Failure }

/** The relay over HTTP: signing in, and the way that is left when no socket can be had. */
export interface RelayRest {
  /** Throws `FailureError` with what the relay said, or `offline`. */
  readonly login: (user: string, password: string) => Promise<Tokens>
  /** Uses the token up. Throws as `login` does. */
  readonly refresh: (refreshToken: string) => Promise<Tokens>
  /** Best effort: never throws. */
  readonly logout: (refreshToken: string) => Promise<void>
  /** A line with a token for every request. It carries messages, watermarks and catching up, and refuses the rest. */
  readonly lineWith: (token: () => Promise<string>) => RelayLine
}

export interface RelayRestParts {
  readonly relayUrl: string
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly requestTimeoutMs: number
}

export function createRelayRest(parts: RelayRestParts): RelayRest {
  async function post<T>(path: string, body: object, answerSchema: z.ZodType<T>, token?: string): Promise<Answer<T>> {
    const abort = new AbortController()
    const cancelTimeout = parts.clock.after(parts.requestTimeoutMs, () => abort.abort())
    try {
      const response = await parts.fetch(new URL(path, parts.relayUrl), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: abort.signal,
      })
      const said: unknown = await response.json().catch(() => undefined)
      if (response.ok) {
        const answer = answerSchema.safeParse(said)
        if (answer.success) return { outcome: 'answered', answer: answer.data }
      }
      const refusal = refusalSchema.safeParse(said)
      if (refusal.success) return { outcome: 'refused', failure: refusalToFailure(refusal.data) }
      // Something that is not the relay, such as a proxy, stands in between: its word must not park a message.
      return {
        outcome: 'unknown',
        failure: { kind: 'unavailable', message: 'What answers at this address is not a relay.' },
      }
    } catch {
      const failure: Failure = abort.signal.aborted
        ? { kind: 'timeout', message: 'The relay did not answer in time.' }
        : { kind: 'offline', message: 'The relay cannot be reached.' }
      return { outcome: 'unknown', failure }
    } finally {
      cancelTimeout()
    }
  }

  async function postOrThrow<T>(path: string, body: object, answerSchema: z.ZodType<T>, times = 1): Promise<T> {
    const reply = await post(path, body, answerSchema)
    if (reply.outcome === 'unknown' && reply.failure.kind === 'offline' && times > 1)
      return postOrThrow(path, body, answerSchema, times - 1)
    if (reply.outcome === 'answered') return reply.answer
    throw new FailureError(reply.failure.kind, reply.failure.message)
  }

  async function send<E extends UpEvent>(event: E, payload: UpPayload<E>, token: string): Promise<Reply<E>> {
    const replyOf = async (answer: Promise<Answer<unknown>>) => (await answer) as Reply<E>
    switch (event) {
      case 'sync:pull':
        return replyOf(post(restPaths.sync, payload, syncPullAckSchema, token))
      case 'watermark:advance':
        return replyOf(post(restPaths.watermarks, payload, watermarkAdvanceAckSchema, token))
      case 'message:send': {
        const { sessionId, ...message } = payload as UpPayload<'message:send'>
        const reply = await post(restPaths.messages(sessionId), message, messagePostAnswerSchema, token)
        if (reply.outcome !== 'answered') return reply
        const { seq, at } = reply.answer
        return { outcome: 'answered', answer: { success: true, seq, at } as UpAnswer<E> }
      }
      default:
        return { outcome: 'refused', failure: { kind: 'unavailable', message: 'This needs a socket.' } }
    }
  }

  return {
    // Twice: a connection that was kept from before may be dead without anyone having noticed, as after a sleep.
    login: (user, password) => postOrThrow(restPaths.login, { email: user, password }, tokensSchema, 2),
    refresh: (refreshToken) => postOrThrow(restPaths.refresh, { refreshToken }, tokensSchema),
    logout: async (refreshToken) => {
      await post(restPaths.logout, { refreshToken }, z.unknown())
    },
    lineWith: (currentToken) => ({
      via: 'rest',
      request: async (event, payload) => {
        try {
          return await send(event, payload, await currentToken())
        } catch (error) {
          if (error instanceof FailureError) return { outcome: 'refused', failure: error.failure }
          throw error
        }
      },
    }),
  }
}

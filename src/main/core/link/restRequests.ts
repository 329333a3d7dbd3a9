import type { z } from 'zod'
import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { refusalSchema, refusalToFailure } from '../../../shared/protocol/acknowledgement.ts'
import { atRelay } from '../../../shared/protocol/relayAddress.ts'

/** Token of a request by somebody who is signed in, and the signal that ends it before its time. */
export interface Own {
  readonly token: string
  readonly givenUp: AbortSignal
}

export type Answer<T> =
  | { readonly outcome: 'answered'; readonly answer: T }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'unknown'; readonly failure: Failure }

export interface RestRequestsParts {
  readonly relayUrl: string
  readonly fetch: typeof fetch
  readonly clock: Pick<Clock, 'after'>
  readonly requestTimeoutMs: number
}

export type RestRequests = ReturnType<typeof createRestRequests>

/** Creates requests to the relay over HTTP. None of them throws. */
export function createRestRequests(parts: RestRequestsParts) {
  async function ask<T>(
    path: string,
    { headers, ...request }: Pick<RequestInit, 'method' | 'body'> & { readonly headers?: Record<string, string> },
    answerSchema: z.ZodType<T>,
    own?: Partial<Own>,
  ): Promise<Answer<T>> {
    const abort = new AbortController()
    const cancelTimeout = parts.clock.after(parts.requestTimeoutMs, () => abort.abort())
    try {
      const response = await parts.fetch(atRelay(parts.relayUrl, path), {
        ...request,
        headers: { ...headers, ...(own?.token !== undefined && { authorization: `Bearer ${own.token}` }) },
        redirect: 'error',
        signal: own?.givenUp ? AbortSignal.any([abort.signal, own.givenUp]) : abort.signal,
      })
      const body: unknown = await response.json().catch(() => undefined)
      if (response.ok) {
        const answer = answerSchema.safeParse(body)
        if (answer.success) return { outcome: 'answered', answer: answer.data }
      }
      const refusal = refusalSchema.safeParse(body)
      if (refusal.success) return { outcome: 'refused', failure: refusalToFailure(refusal.data) }
      // Something that is not the relay, such as a proxy, stands in between: its response must not park a message.
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

  const post = <T>(path: string, body: object, answerSchema: z.ZodType<T>, own?: Own) =>
    ask(
      path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      answerSchema,
      own,
    )

  return { ask, post }
}

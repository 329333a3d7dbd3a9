import { type Failure, FailureError } from '../shared/model/failure.ts'
import type { UpAnswer, UpEvent } from '../shared/protocol/up.ts'

/**
 * Outcome of a request. `answered`: done. `refused`: the relay declined; nothing was stored, unless `failure.kind` is `timeout`
 * or `internal`. `unknown`: no acknowledgement; the relay may have done it.
 */
export type Reply<E extends UpEvent> =
  | { readonly outcome: 'answered'; readonly answer: UpAnswer<E> }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'unknown'; readonly failure: Failure }

/** Returns the answer of a reply. Throws a `FailureError` when there is none: the relay's refusal, or why nothing came. */
export function requireAnswer<E extends UpEvent>(reply: Reply<E>): UpAnswer<E> {
  if (reply.outcome === 'answered') return reply.answer
  throw new FailureError(reply.failure.kind, reply.failure.message)
}

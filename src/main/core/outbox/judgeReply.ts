import { type Failure, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { OutboxReply } from './sendItem.ts'

/**
 * Meaning of a reply for what was sent. `stored`: it is an entry. `refused`: it was not stored, and will not be.
 * `later`: it is to be sent again; `outcome` is what is known of this attempt.
 */
export type Verdict =
  | { readonly kind: 'stored'; readonly place: { readonly seq: number; readonly at: number } }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'later'; readonly outcome: 'unknown' | 'refused'; readonly needsToken: boolean }

/** Returns what a reply means. A failure after which the relay may have stored the message proves nothing. */
export function judgeReply(reply: OutboxReply): Verdict {
  if (reply.outcome === 'answered') return { kind: 'stored', place: { seq: reply.answer.seq, at: reply.answer.at } }
  const { outcome, failure } = reply
  const mayBeStored = outcome === 'unknown' || failure.kind === 'timeout' || failure.kind === 'internal'
  if (mayBeStored) return { kind: 'later', outcome: 'unknown', needsToken: false }
  const policy = retryPolicyOf[failure.kind]
  if (policy === 'never') return { kind: 'refused', failure }
  return { kind: 'later', outcome: 'refused', needsToken: policy === 'afterSignIn' }
}

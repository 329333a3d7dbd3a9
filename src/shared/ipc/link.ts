import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { instantMsSchema } from '../model/ids.ts'

/**
 * The connection as it is. `live`: over the socket; `polling`: over REST; `catchingUp`: connected, still fetching what was
 * missed; `offline`: neither; `silent`: connected, and nothing comes from the relay, not even an answer that was asked for.
 * `since`: when this mode began. `lastAcknowledgedAt`: when the relay last answered anything. `fetchedAt`: when everything was
 * last fetched; null: not since this person's data was opened, and what is here may be old or nothing. All three by this
 * workstation's clock; the relay's is `relayAheadMs` ahead of it, as far as it is known (negative: behind).
 */
export const linkSchema = z.object({
  mode: z.enum(['live', 'catchingUp', 'polling', 'connecting', 'offline', 'silent']),
  since: instantMsSchema,
  lastAcknowledgedAt: instantMsSchema.nullable(),
  fetchedAt: instantMsSchema.nullable(),
  relayAheadMs: z.int(),
  failure: failureSchema.nullable(),
})
export type Link = z.infer<typeof linkSchema>

export const linkEvents = {
  linkChanged: linkSchema,
} as const

import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { instantMsSchema } from '../model/ids.ts'
import { nothing } from './inputs.ts'

/**
 * Reading of the relay's clock when this was sent, in ms since 1970, give or take `errorMs`. While `estimate` is the same, it is the same
 * clock running on: of two readings the one that says more has taken less time to come, or this workstation slept. Another `estimate` replaces it.
 */
const relayClockSchema = z.object({ now: instantMsSchema, estimate: z.int(), errorMs: z.int().min(0) })
export type RelayClockReading = z.infer<typeof relayClockSchema>

/**
 * The connection as it is. `live`: over the socket; `polling`: over REST; `catchingUp`: connected, still fetching what was
 * missed; `offline`: neither; `silent`: connected, and nothing comes from the relay, not even an answer that was asked for.
 * `since`: when this mode began. `lastAcknowledgedAt`: when the relay last answered anything. `fetchedAt`: when everything was
 * last fetched; null: not since this person's data was opened, and what is here may be old or nothing. All three by the relay's clock,
 * or by this workstation's before that is known: see `relayClock`.
 */
export const linkSchema = z.object({
  mode: z.enum(['live', 'catchingUp', 'polling', 'connecting', 'offline', 'silent']),
  since: instantMsSchema,
  lastAcknowledgedAt: instantMsSchema.nullable(),
  fetchedAt: instantMsSchema.nullable(),
  relayClock: relayClockSchema.nullable(),
  failure: failureSchema.nullable(),
})
export type Link = z.infer<typeof linkSchema>

export const linkCommands = {
  /** Tries to reach the relay now, in place of waiting; answers when it was tried over REST. A connection that is open stays. */
  connectNow: { input: nothing, output: nothing },
} as const

export const linkEvents = {
  linkChanged: linkSchema,
} as const

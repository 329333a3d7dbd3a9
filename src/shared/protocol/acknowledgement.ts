import { z } from 'zod'
import {
  type Failure,
  type FailureKind,
  failureKindSchema,
  retryPolicyOf,
  retryPolicySchema,
} from '../model/failure.ts'
import { instantMsSchema, seqSchema } from '../model/ids.ts'

/** Acknowledgement of a refused request. `error` is a sentence for a person; `retry` follows from `code`. */
export const refusalSchema = z.object({
  success: z.literal(false),
  code: failureKindSchema,
  error: z.string(),
  retry: retryPolicySchema,
})
export type Refusal = z.infer<typeof refusalSchema>

/**
 * The acknowledgement of a request: the given fields with `success: true`, or a refusal. `now`: the relay's clock as it was given, in ms since
 * 1970; over a socket from version 5 on.
 */
export function acknowledgement<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.discriminatedUnion('success', [
    z.object({ success: z.literal(true), now: instantMsSchema.optional(), ...shape }),
    refusalSchema,
  ])
}

/** Position of an entry in its thread, and the time it was stored. Sent only after it is on the relay's disk. */
export const placeAckSchema = acknowledgement({ seq: seqSchema, at: instantMsSchema })

export function refuse(kind: FailureKind, error: string): Refusal {
  return { success: false, code: kind, error, retry: retryPolicyOf[kind] }
}

export function refusalToFailure(refusal: Refusal): Failure {
  return { kind: refusal.code, message: refusal.error }
}

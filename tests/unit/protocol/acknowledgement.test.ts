import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type FailureKind, failureKindSchema, retryPolicyOf } from '../../../src/shared/model/failure.ts'
import {
  acknowledgement,
  refusalSchema,
  refusalToFailure,
  refuse,
} from '../../../src/shared/protocol/acknowledgement.ts'
import { up } from '../../../src/shared/protocol/up.ts'

const schema = acknowledgement({ seq: z.int() })

describe('an acknowledgement', () => {
  it('of success has its fields', () => {
    expect(schema.safeParse({ success: true, seq: 4 }).success).toBe(true)
    expect(schema.safeParse({ success: true }).success).toBe(false)
  })

  it('of refusal has a code, a sentence and a retry policy', () => {
    expect(schema.safeParse(refuse('forbidden', 'Only staff may write here.')).success).toBe(true)
    expect(schema.safeParse({ success: false }).success).toBe(false)
  })

  it('is one or the other', () => {
    expect(schema.safeParse({ seq: 4 }).success).toBe(false)
    expect(schema.safeParse({ success: 'yes', seq: 4 }).success).toBe(false)
  })

  it.each(failureKindSchema.options)(
    'refusing as %s carries its retry policy, and comes back as the same failure',
    (kind) => {
      const refusal = refusalSchema.parse(refuse(kind, 'Because.'))
      expect(refusal.retry).toBe(retryPolicyOf[kind satisfies FailureKind])
      expect(refusalToFailure(refusal)).toEqual({ kind, message: 'Because.' })
    },
  )

  it('of every request can be a refusal', () => {
    for (const { ack } of Object.values(up)) {
      expect(ack.safeParse(refuse('unavailable', 'The relay is stopping.')).success).toBe(true)
    }
  })
})

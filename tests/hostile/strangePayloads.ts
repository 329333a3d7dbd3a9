import fc from 'fast-check'
import type { z } from 'zod'
import { pickOne, type Random } from '../../simulation/random.ts'
import { type Field, fieldsOf, strangeValues, withValue } from '../support/relay/wrongValues.ts'
import type { Target } from './attack.ts'

/** JSON that is nested a hundred thousand times. */
export const deep = '['.repeat(100_000) + ']'.repeat(100_000)
export const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`

/** Makes values that no program expects, ids of what is others' among them; the same ones for the same random numbers. */
export function createStrangeValues({ others }: Target, random: Random): () => unknown {
  const values = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...strangeValues) },
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 5 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.array(fc.nat(), { minLength: 1_000, maxLength: 5_000 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('__proto__', 'toString', 'then', '$gt', ''), fc.jsonValue()),
    },
    { weight: 4, arbitrary: fc.constantFrom(...Object.values(others)) },
  )
  const pool = fc.sample(values, { numRuns: 500, seed: Math.floor(random() * 2 ** 31) })
  return () => pickOne(random, pool)
}

/** The payload with up to three of its fields strange, and the ids in it those of others half of the time. */
export function spoil(
  schema: z.core.$ZodType,
  example: unknown,
  { target: { others }, random, strange }: { target: Target; random: Random; strange: () => unknown },
): unknown {
  const fields = fieldsOf(schema)
  const foreign: Readonly<Record<string, string>> = {
    sessionId: others.sessionId,
    target: others.entryId,
    replyTo: others.entryId,
    recipientId: others.userId,
    to: others.userId,
    userIds: others.userId,
    attachments: others.attachmentId,
  }
  let payload = example
  for (const { path } of fields) {
    const id = path.map((step) => foreign[step]).find((found) => found !== undefined)
    if (id !== undefined && random() < 0.5) payload = placed(payload, path, id)
  }
  for (let count = Math.floor(random() * 4); count > 0; count -= 1) {
    const field = pickOne(random, fields)
    if (field) payload = placed(payload, field.path, strange())
  }
  return payload
}

/** The payload with the value at the path, or as it is where a field on the way there is none any more. */
function placed(payload: unknown, path: Field['path'], value: unknown): unknown {
  try {
    return withValue(payload, path, value)
  } catch {
    return payload
  }
}

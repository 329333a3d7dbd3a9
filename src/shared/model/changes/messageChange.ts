import { z } from 'zod'

/** Something that a person says of an earlier message: another text, that it be taken away, or a reaction put there (`on`) or taken back. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), text: z.string() }),
  z.object({ kind: z.literal('redaction'), reason: z.string().optional() }),
  z.object({ kind: z.literal('reaction'), emoji: z.string().min(1).max(64), on: z.boolean() }),
])
export type Change = z.infer<typeof changeSchema>

import { z } from 'zod'
import { instantMsSchema, seqSchema, userIdSchema } from '../ids.ts'
import { threadSchema } from '../thread.ts'

/** Longest text to look for, in UTF-16 units. */
export const mostFindText = 256

/**
 * The question by which sessions are found. Each word of `text` is in the patient's name, record number or birth date, the session's id or a
 * participant's name; or all of them are in one message. `from` and `to` bound the session's last activity (ms since 1970). At least one
 * of `text`, `clinicianId`, `from` and `to` is given. `page` is that of the answer before.
 */
export const sessionFindSchema = z
  .object({
    text: z
      .string()
      .max(mostFindText, `what is looked for is longer than ${mostFindText} characters: use fewer words`)
      .regex(/[\p{L}\p{N}]/u, 'write a letter or a digit to look for')
      .optional(),
    clinicianId: userIdSchema.optional(),
    from: instantMsSchema.optional(),
    to: instantMsSchema.optional(),
    state: z.enum(['open', 'closed', 'any']).default('any'),
    page: z
      .string()
      .max(256)
      .regex(/^[\w-]+$/, 'a page is letters, digits, _ and -')
      .optional(),
  })
  .refine(
    ({ text, clinicianId, from, to }) => [text, clinicianId, from, to].some((one) => one !== undefined),
    'write what to look for, or choose a clinician or a time',
  )
export type SessionFind = z.infer<typeof sessionFindSchema>

/** A message with the words that were looked for: a part of its text around them, on one line. */
export const foundMessageSchema = z.object({
  thread: threadSchema,
  seq: seqSchema,
  at: instantMsSchema,
  senderId: userIdSchema,
  excerpt: z.string(),
})
export type FoundMessage = z.infer<typeof foundMessageSchema>

/** Messages that one session is found by at most. */
export const mostFoundMessages = 3

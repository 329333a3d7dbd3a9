import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { sessionSchema } from '../../src/shared/model/session.ts'
import { userPutSchema } from '../../src/shared/protocol/rest.ts'

/** The answer of a request that reports nothing but that it was done. */
export const doneSchema = z.object({ success: z.literal(true) })

export const userParamsSchema = z.object({ id: userIdSchema })
export const sessionParamsSchema = z.object({ id: sessionIdSchema })

/** An account as administrators see it: everything but its password. */
export const userAnswerSchema = userPutSchema.omit({ password: true }).extend({ id: userIdSchema })

export const sessionAnswerSchema = z.object({ session: sessionSchema })

/** An answer that is no JSON of a schema: a page, a file, figures. */
export const contentAnswer = (description: string, mediaType: string) => ({
  description,
  content: { [mediaType]: { schema: z.unknown() } },
})

import { z } from 'zod'
import { type CallId, callIdSchema } from '../../../src/shared/model/call.ts'
import { type Topic, topicSchema } from '../../../src/shared/model/notification.ts'
import type { Actions } from '../table/actions.ts'
import { type Refusals, type RowOptions, type Up, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'

/** Refusal for a call, and for a room, that is not there, in the document's words. */
export const callNotFound = 'Call not found'
export const roomNotFound = 'Room not found'

const sentences: ReadonlySet<string> = new Set([callNotFound, roomNotFound])

/** Makes a row of this dialect's table, whose fields may be refused by a whole sentence. */
export function healthRow<Payload>(
  schema: z.ZodType<Payload>,
  handle: (actions: Actions, connection: DialectConnection, payload: Payload) => Promise<object>,
  refusals: Refusals = {},
  options: Pick<RowOptions, 'opaqueFields'> = {},
): Up {
  return up(schema, handle, refusals, { ...options, sentences })
}

/** The id of a call; one that could be none is that of a call that is not there. */
export const callField = z.string({ error: callNotFound }).transform((id, context): CallId => {
  const callId = callIdSchema.safeParse(id)
  if (callId.success) return callId.data
  context.addIssue({ code: 'custom', message: callNotFound })
  return z.NEVER
})

/** Returns a topic, or undefined for a text that can be none. */
export const topicOf = (text: string): Topic | undefined => topicSchema.safeParse(text).data

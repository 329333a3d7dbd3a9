import { z } from 'zod'
import { sessionIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'

/** No fields: the input of a command that takes nothing, and the output of one that returns nothing. */
export const nothing = z.object({})

/** Names one thread of one session. */
export const threadOf = z.object({ sessionId: sessionIdSchema, thread: threadSchema })

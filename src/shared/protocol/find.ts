import { z } from 'zod'
import { foundMessageSchema, mostFoundMessages, sessionFindSchema } from '../model/digest/sessionFind.ts'
import { acknowledgement } from './acknowledgement.ts'
import { syncedSessionSchema } from './sync.ts'

/**
 * At most `limits.foundPerPage` of the sessions that the principal may see, most recently active first, each with the newest of the messages that it
 * was found by; `page`: there may be more.
 */
export const sessionFindAckSchema = acknowledgement({
  items: z.array(
    z.object({ session: syncedSessionSchema, messages: z.array(foundMessageSchema).max(mostFoundMessages) }),
  ),
  page: z.string().optional(),
})

export const findUp = {
  'session:find': { payload: sessionFindSchema, ack: sessionFindAckSchema },
} as const

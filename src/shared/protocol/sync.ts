import { z } from 'zod'
import { entrySchema } from '../model/entry.ts'
import { instantMsSchema, sessionIdSchema, upToSchema } from '../model/ids.ts'
import { sessionSchema } from '../model/session.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** The principal holds every entry of the thread up to and including `after`; 0 is none. */
const cursorSchema = z.object({ sessionId: sessionIdSchema, thread: threadSchema, after: upToSchema })
export type Cursor = z.infer<typeof cursorSchema>

/**
 * Asks for what the principal lacks. With `scope: 'all'` the answer lists all sessions the principal may see and continues every
 * thread of theirs, from its cursor or from the start; with `scope: 'cursors'` only the threads named are continued.
 */
export const syncPullSchema = z.object({
  scope: z.enum(['all', 'cursors']),
  cursors: z.array(cursorSchema).max(limits.cursorsPerRequest),
})
export type SyncPull = z.infer<typeof syncPullSchema>

/**
 * A page: at most `limits.entriesPerPage` entries, ascending and without gaps within each thread. `sessions` is there for
 * `scope: 'all'` and is then complete: a session that is not in it is no longer the principal's. `more`: pull again, from the
 * cursors that this page has advanced. `now`: the relay's clock; older relays leave it out.
 */
export const syncPullAckSchema = acknowledgement({
  sessions: z.array(sessionSchema).optional(),
  entries: z.array(entrySchema),
  more: z.boolean(),
  now: instantMsSchema.optional(),
})

export const syncUp = {
  'sync:pull': { payload: syncPullSchema, ack: syncPullAckSchema },
} as const

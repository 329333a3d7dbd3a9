import { z } from 'zod'
import { sessionDigestSchema } from '../model/digest/sessionDigest.ts'
import { entrySchema } from '../model/entry.ts'
import { instantMsSchema, seqSchema, sessionIdSchema, upToSchema } from '../model/ids.ts'
import { sessionSchema } from '../model/session.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** The principal holds every entry of the thread up to and including `after`; 0 is none. */
const cursorSchema = z.object({ sessionId: sessionIdSchema, thread: threadSchema, after: upToSchema })
export type Cursor = z.infer<typeof cursorSchema>

/**
 * Asks for entries that the principal lacks. With `scope: 'all'` the answer lists all sessions the principal may see and continues every
 * thread of theirs, from its cursor or from the start; with `scope: 'cursors'` only the threads named are continued.
 */
const entriesPullSchema = z.object({
  scope: z.enum(['all', 'cursors']),
  cursors: z.array(cursorSchema).max(limits.cursorsPerRequest),
})
export type EntriesPull = z.infer<typeof entriesPullSchema>

/** A moment of the relay's past, in its own words: letters, digits and `_ . : ~ -`. */
const syncTokenSchema = z.string().regex(/^[\w.:~-]{1,256}$/, 'a token is 1 to 256 letters, digits or _ . : ~ -')

/**
 * Asks for the sessions that changed since a token was given, with their digests and without entries; null: for all of them. `page`
 * is that of the answer before; without it, the first page.
 */
const changesPullSchema = z.object({
  scope: z.literal('changes'),
  since: syncTokenSchema.nullable(),
  page: syncTokenSchema.optional(),
})

export type ChangesPull = z.infer<typeof changesPullSchema>

/** Asks for these sessions with their digests, open or closed; those that are not the principal's are left out. */
const sessionsPullSchema = z.object({
  scope: z.literal('sessions'),
  sessionIds: z.array(sessionIdSchema).min(1).max(limits.sessionsPerPage),
})

export const syncPullSchema = z.discriminatedUnion('scope', [entriesPullSchema, changesPullSchema, sessionsPullSchema])
export type SyncPull = z.infer<typeof syncPullSchema>

/** A session with its digest, which comes where digests were asked for. */
export const syncedSessionSchema = sessionSchema.extend({ digest: sessionDigestSchema.optional() })
export type SyncedSession = z.infer<typeof syncedSessionSchema>

/**
 * A page. Of entries: at most `limits.entriesPerPage`, ascending and without gaps within each thread; with `scope: 'all'` `sessions`
 * is complete, and a session that is not in it is no longer the principal's; `more`: pull again, from the cursors that this page has
 * advanced. Of changes: `sessions` with digests, at most `limits.sessionsPerPage`; `more`: ask for `page`.
 */
export const syncPullAckSchema = acknowledgement({
  sessions: z.array(syncedSessionSchema).optional(),
  entries: z.array(entrySchema),
  more: z.boolean(),
  page: syncTokenSchema.optional(),
  /** The token to ask with next time, once every page was taken: the moment at which the first page of these was made. */
  token: syncTokenSchema.optional(),
  /** All sessions that `changes` lists for the principal as of this page, to compare with what is held: see `sessionSetOf`. */
  listed: z.object({ count: z.int().min(0), checksum: z.string() }).optional(),
  /** True where `since` was of no use, and the pages hold all sessions: one that is in none of them is no longer listed. */
  complete: z.boolean().optional(),
})

/**
 * Asks for a part of a thread: the first entries after `after`, or from the first on that was logged at `since` or later, or else the last ones
 * before `before`, or else the newest. With `after` and `since`, from the later of the two on; with `before` besides, none at or beyond that.
 */
export const logReadSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  after: upToSchema.optional(),
  since: instantMsSchema.optional(),
  before: seqSchema.optional(),
  limit: z.int().min(1).max(limits.entriesPerPage),
})
export type LogRead = z.infer<typeof logReadSchema>

/**
 * Entries ascending without gaps, from the place that was asked for or up to `before` - 1 or `head`: at most `limit`, and fewer where the thread ends or
 * the frame is full, but at least one where there is one. `amendments`: what is in force of the edits, redactions and reactions of these messages
 * and is not among the entries, ascending by `seq`. `head`: the newest `seq` of the thread.
 */
export const logReadAckSchema = acknowledgement({
  entries: z.array(entrySchema),
  amendments: z.array(entrySchema),
  head: upToSchema,
})

export const syncUp = {
  'sync:pull': { payload: syncPullSchema, ack: syncPullAckSchema },
  'log:read': { payload: logReadSchema, ack: logReadAckSchema },
} as const

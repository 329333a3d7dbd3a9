import { z } from 'zod'
import { entrySchema } from '../model/entry.ts'
import { failureSchema } from '../model/failure.ts'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { nothing, threadOf } from './inputs.ts'

/** An own message that the relay has not acknowledged: it waits its turn, or was refused for good and parked. */
export const pendingMessageSchema = z.object({
  id: entryIdSchema,
  sessionId: sessionIdSchema,
  thread: threadSchema,
  text: z.string(),
  replyTo: entryIdSchema.optional(),
  queuedAt: instantMsSchema,
  attempts: z.int().min(0),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('queued') }),
    z.object({ kind: z.literal('failed'), failure: failureSchema }),
  ]),
})
export type PendingMessage = z.infer<typeof pendingMessageSchema>

export const messageCommands = {
  /** The newest entries of a thread, or those before a `seq`, ascending. */
  readEntries: {
    input: threadOf.extend({ before: seqSchema.nullable(), limit: z.int().min(1).max(500) }),
    output: z.object({ entries: z.array(entrySchema), hasEarlier: z.boolean() }),
  },
  /**
   * Resolves when the message is on this console's disk. The id is a UUIDv7 made by the caller; the same id again changes nothing.
   * `draft` is the draft of which the text was made, as the caller last knew it: it goes with the same commit. Another stays.
   */
  sendMessage: {
    input: threadOf.extend({
      id: entryIdSchema,
      text: z.string(),
      replyTo: entryIdSchema.optional(),
      draft: z.string().optional(),
    }),
    output: pendingMessageSchema,
  },
  /** Tries an unsent message again now. */
  retryMessage: { input: z.object({ id: entryIdSchema }), output: nothing },
  /**
   * Replaces the text of an unsent message. As a relay may already hold the old text under the old id, this withdraws the
   * old message and queues a new one under `newId`. Refused while the old one is under way, and while the outcome of its last
   * attempt is not known: the relay may hold it, and the patient must not get both.
   */
  reviseMessage: {
    input: z.object({ id: entryIdSchema, newId: entryIdSchema, text: z.string() }),
    output: pendingMessageSchema,
  },
  /** Withdraws an unsent message for good. Refused as `reviseMessage` is. */
  discardMessage: { input: z.object({ id: entryIdSchema }), output: nothing },
  /**
   * Saves a draft in the place of the one that the caller wrote or read before, which is `replaces`; without it, of whatever is
   * there. Refused with `conflict` where another window has a draft, which an empty text leaves as it is.
   */
  saveDraft: { input: threadOf.extend({ text: z.string(), replaces: z.string().optional() }), output: nothing },
  /** Entries up to `upTo` were on an unlocked, focused screen. */
  markSeen: { input: threadOf.extend({ upTo: seqSchema }), output: nothing },
} as const

export const messageEvents = {
  /**
   * Changes in the logs, as one step: entries that are now logged (a pending message with the id of one has arrived), pending
   * messages that are new or changed, and ids of pending messages that were withdrawn.
   */
  entriesChanged: z.object({
    logged: z.array(entrySchema),
    pending: z.array(pendingMessageSchema),
    withdrawn: z.array(entryIdSchema),
  }),
} as const

import { z } from 'zod'
import { changeSchema } from '../model/changes/messageChange.ts'
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

/** Something that this person says of a message, and the relay has not acknowledged. `target`: the message, which may be unsent itself. */
export const pendingAmendmentSchema = pendingMessageSchema
  .pick({ id: true, sessionId: true, thread: true, queuedAt: true, attempts: true, state: true })
  .extend({ target: entryIdSchema, change: changeSchema })
export type PendingAmendment = z.infer<typeof pendingAmendmentSchema>

/** `id`: a UUIDv7 made by the caller. `targetSeq`: the place of the message; left out for one that is unsent. */
const amendmentInput = threadOf.extend({ id: entryIdSchema, target: entryIdSchema, targetSeq: seqSchema.optional() })

const placeInThreadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.enum(['before', 'after', 'around']), seq: seqSchema }),
])
export type PlaceInThread = z.infer<typeof placeInThreadSchema>

/** The thread beyond one end of a part of it: `lacking` says why what is there could not be fetched. */
export const edgeOfPartSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['nothing', 'more']) }),
  z.object({ kind: z.literal('lacking'), failure: failureSchema }),
])
export type EdgeOfPart = z.infer<typeof edgeOfPartSchema>

export const messageCommands = {
  /**
   * A part of a thread without holes, ascending: its end, or what is before, after or around a `seq`. What is not on this workstation is
   * fetched first. `amendments`: what is in force of what was said of these messages further down the thread.
   */
  readEntries: {
    input: threadOf.extend({ from: placeInThreadSchema, limit: z.int().min(1).max(500) }),
    output: z.object({
      entries: z.array(entrySchema),
      amendments: z.array(entrySchema),
      earlier: edgeOfPartSchema,
      later: edgeOfPartSchema,
    }),
  },
  /**
   * A message of a thread by its id, as one that is answered is named, with what is in force of it. Looked for on this workstation, then
   * further and further back at the relay, as far as a person would; refused with `notFound` beyond.
   */
  findMessage: {
    input: threadOf.extend({ id: entryIdSchema }),
    output: z.object({ entry: entrySchema, amendments: z.array(entrySchema) }),
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
  /**
   * Replaces the text of an own message. Resolves when that is on this console's disk. One that is unsent is replaced there, under the id
   * given here; while it may be at the relay, the edit waits until that is known.
   */
  editMessage: { input: amendmentInput.extend({ text: z.string() }), output: nothing },
  /** Takes the text of a message away, in the same way. One that is unsent is discarded, and never sent. */
  redactMessage: { input: amendmentInput.extend({ reason: z.string().optional() }), output: nothing },
  /** Puts a reaction to a message that the relay has, or takes it back. */
  reactToMessage: {
    input: amendmentInput.extend({ emoji: z.string().min(1).max(64), on: z.boolean() }),
    output: nothing,
  },
  /** Tries an unsent message, or what is said of one, again now. */
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
  /** Withdraws an unsent message, or what is said of one, for good. Refused as `reviseMessage` is. */
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
   * messages and amendments that are new or changed, and ids of those that were withdrawn. An id may come back as the other of the two.
   */
  entriesChanged: z.object({
    logged: z.array(entrySchema),
    pending: z.array(pendingMessageSchema),
    amending: z.array(pendingAmendmentSchema),
    withdrawn: z.array(entryIdSchema),
  }),
} as const

import { z } from 'zod'
import { ownReplySchema, quickReplyShape } from '../../model/replies/quickReply.ts'
import { nothing } from '../inputs.ts'

const { id, name, text } = quickReplyShape
const repliesSchema = z.array(ownReplySchema)

/** The person's own quick replies, by name; those of the clinic come with what it has set. */
export const ownRepliesShape = { replies: repliesSchema }

export const replyCommands = {
  /**
   * Writes an own quick reply on this workstation's disk, in place of the version that was read; 0: it is new. The same again changes nothing. Refused with `conflict` where it
   * was changed or removed meanwhile or another has its name, and with `tooLarge` where there is no room for it.
   */
  saveReply: { input: z.object({ id, name, text, version: z.int().min(0) }), output: nothing },
  /** Removes an own quick reply; one that is gone is removed. Refused with `conflict` where it was changed since that version. */
  removeReply: { input: z.object({ id, version: z.int().min(1) }), output: nothing },
} as const

export const replyEvents = {
  repliesChanged: z.object(ownRepliesShape),
} as const

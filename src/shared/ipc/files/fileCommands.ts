import { z } from 'zod'
import { attachmentIdSchema, attachmentSchema } from '../../model/files/attachment.ts'
import { fileIdSchema, ownFileSchema, pixelSizeSchema } from '../../model/files/ownFile.ts'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema } from '../../model/ids.ts'
import { threadSchema } from '../../model/thread.ts'
import { nothing, threadOf } from '../inputs.ts'

/** The most bytes of a file in one `attachFile`: in base64 they fit into a frame. */
export const attachedPartBytes = 512 * 1024

/** A file that can be looked at: one of this person's that is not sent, or one that a message of the log carries. */
const shownFileSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('own'), id: fileIdSchema }),
  threadOf.extend({ kind: z.literal('logged'), seq: seqSchema, id: attachmentIdSchema }),
])
export type ShownFile = z.infer<typeof shownFileSchema>

/** A file of a session, with the message that carries it. */
const sessionFileSchema = z.object({
  thread: threadSchema,
  seq: seqSchema,
  entryId: entryIdSchema,
  at: instantMsSchema,
  senderName: z.string(),
  attachment: attachmentSchema,
})
export type SessionFile = z.infer<typeof sessionFileSchema>

export const fileCommands = {
  /**
   * Attaches a file to the draft of a thread, in parts of base64, in order from `offset` 0 on. The answer to the last part has the file, which is on this
   * console's disk then, encrypted; its id is made by the caller. Refused as soon as it is known: `invalid` (empty, of a kind that is not sent, too many
   * of them), `tooLarge`, `notFound`, `forbidden`, `sessionClosed`, `diskFull`; `conflict` for a part that is not the next one: begin anew.
   */
  attachFile: {
    input: threadOf.extend({
      id: fileIdSchema,
      name: z.string().max(1_000),
      bytes: z.int().min(0),
      offset: z.int().min(0),
      content: z.string().max(Math.ceil(attachedPartBytes / 3) * 4),
    }),
    output: z.object({ file: ownFileSchema.nullable() }),
  },
  /**
   * Removes a file from its draft, or from its message that is certainly unsent; an upload of it ends. Refused with `notFound`, and with `conflict` while the
   * message may be at the relay, or where nothing would be left of it.
   */
  removeFile: { input: z.object({ id: fileIdSchema }), output: nothing },
  /**
   * Fetches a file if it is not on this workstation, and answers where the page can read it: an address relative to the page's own that the host serves,
   * with `?save` as a file to be saved. It is good while the host runs. Refused with `notFound`, with `offline` and the like where it cannot be fetched
   * now, and with `invalid` where what came is not what was sent.
   */
  openFile: {
    input: z.object({ file: shownFileSchema }),
    output: z.object({
      address: z.string(),
      name: z.string(),
      mediaType: z.string(),
      bytes: z.int().min(0),
      size: pixelSizeSchema.nullable(),
    }),
  },
  /** The files of a session that the messages on this workstation carry, newest first. `isWhole`: whether all messages of the session are here. */
  readFiles: {
    input: z.object({ sessionId: sessionIdSchema }),
    output: z.object({ items: z.array(sessionFileSchema), isWhole: z.boolean() }),
  },
} as const

export const fileEvents = {
  /** More of a file has gone to the relay, or come from it: an own file by its id, another by that of its attachment. */
  fileProgressed: z.object({ id: z.string(), done: z.int().min(0), bytes: z.int().min(0) }),
} as const

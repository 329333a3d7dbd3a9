import { z } from 'zod'

/** The id of an attachment, given by the relay when its upload begins: a UUID. */
export const attachmentIdSchema = z.uuid().toLowerCase().brand<'AttachmentId'>()
export type AttachmentId = z.infer<typeof attachmentIdSchema>

/** A file that a message carries. `mediaType` is what its content was found to be, `bytes` its size, `sha256` of it in hex. */
export const attachmentSchema = z.object({
  id: attachmentIdSchema,
  name: z.string().max(255),
  mediaType: z.string().max(127),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Attachment = z.infer<typeof attachmentSchema>

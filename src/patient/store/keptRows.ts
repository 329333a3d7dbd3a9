import { z } from 'zod'
import { failureKindSchema } from '../../shared/model/failure.ts'
import { attachmentIdSchema } from '../../shared/model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../shared/model/ids.ts'
import { sessionSchema } from '../../shared/model/session.ts'
import { watermarkSchema } from '../../shared/model/watermark.ts'
import { invitationIdSchema } from '../../shared/protocol/invitation.ts'

/**
 * An invitation on this device: not exchanged yet, ours, left by the person on this device, or (kept by earlier versions of the
 * page) over. `wrongAnswers`: so often somebody without the link did not know whose it is.
 */
export const keptInvitationSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('new'), invitationId: invitationIdSchema, key: z.string(), invitation: z.string() }),
  z.object({
    state: z.literal('ours'),
    invitationId: invitationIdSchema,
    key: z.string(),
    sessionId: sessionIdSchema,
    userId: userIdSchema,
    wrongAnswers: z.int().default(0),
  }),
  z.object({ state: z.literal('left'), invitationId: invitationIdSchema }),
  z.object({ state: z.literal('over'), invitationId: invitationIdSchema }),
])
export type KeptInvitation = z.infer<typeof keptInvitationSchema>
export type OwnInvitation = Extract<KeptInvitation, { readonly state: 'ours' }>
/** An invitation that the page can come in by. */
export type OpenInvitation = Extract<KeptInvitation, { readonly state: 'new' | 'ours' }>

/** The session as it was last told, and how far the person's own messages have ever come. */
export const keptSessionSchema = z.object({ session: sessionSchema, reached: watermarkSchema })
export type KeptSession = z.infer<typeof keptSessionSchema>

/** A file that was chosen to be sent. Its content is kept under its id, which is of this device only. */
export const chosenFileSchema = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
})
export type ChosenFile = z.infer<typeof chosenFileSchema>

/** A file of a message on its way: `uploadId` is the relay's name of its upload, once that has begun. */
const outgoingFileSchema = chosenFileSchema.extend({
  uploadId: attachmentIdSchema.optional(),
  isWhole: z.literal(true).optional(),
})
export type OutgoingFile = z.infer<typeof outgoingFileSchema>

/**
 * A message on its way: the id is its own from the first moment to the last. `refused` is why the relay will not take it.
 * `isTried`: it was given to the relay, which may have it.
 */
export const outgoingSchema = z.object({
  id: entryIdSchema,
  position: z.int(),
  text: z.string(),
  files: z.array(outgoingFileSchema).default([]),
  writtenAt: z.int(),
  isTried: z.literal(true).optional(),
  refused: failureKindSchema.optional(),
})
export type Outgoing = z.infer<typeof outgoingSchema>

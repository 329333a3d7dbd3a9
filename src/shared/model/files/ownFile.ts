import { z } from 'zod'
import { failureSchema } from '../failure.ts'

/** The id of a file that a person here attaches, given by the screen: a UUID. The relay gives its own once the upload begins. */
export const fileIdSchema = z.uuid().toLowerCase().brand<'FileId'>()
export type FileId = z.infer<typeof fileIdSchema>

/** Width and height of a picture in pixels, as its content says. */
export const pixelSizeSchema = z.object({ width: z.int().min(1), height: z.int().min(1) })
export type PixelSize = z.infer<typeof pixelSizeSchema>

/**
 * Progress of a file of this person. `staged`: it is kept here, for a draft. `uploading`: its message waits for it; `heldUp` says why that takes longer,
 * where it does. `failed`: it was refused for good.
 */
export const ownFileStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('staged') }),
  z.object({ kind: z.literal('uploading'), heldUp: failureSchema.nullable() }),
  z.object({ kind: z.literal('uploaded') }),
  z.object({ kind: z.literal('failed'), failure: failureSchema }),
])
export type OwnFileState = z.infer<typeof ownFileStateSchema>

/** A file of a draft or of an unsent message, as the screen shows it. `size` of a picture. */
export const ownFileSchema = z.object({
  id: fileIdSchema,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int().min(1),
  size: pixelSizeSchema.nullable(),
  state: ownFileStateSchema,
})
export type OwnFile = z.infer<typeof ownFileSchema>

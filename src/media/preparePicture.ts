import { headBytes, mediaTypeOf } from '../shared/model/files/mediaTypes.ts'
import { cleanPicture } from '../shared/model/files/metadata/cleanPicture.ts'
import { pictureHeadBytes, pictureLimitPixels, pictureSizeOf } from '../shared/model/files/pictureSize.ts'
import { shrinkPicture } from './shrinkPicture.ts'

/** A picture as it is sent. */
export interface PreparedPicture {
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Reason why a picture is not sent. `damaged`: it is none that can be drawn; `tooDetailed`: it has more pixels than the relay takes. */
export type PictureFault = 'damaged' | 'tooDetailed'

/** Types that few browsers draw, and that become photos where this one does. */
const rarelyDrawn: ReadonlySet<string> = new Set(['image/heic', 'image/avif'])

/**
 * Makes a picture ready to be sent: nothing of where, when and with what it was taken; not longer than `longestSidePx`; turned as
 * it was; and never of more bytes than before, unless it had to be written anew to be drawn at all.
 */
export async function preparePicture(
  mediaType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<PreparedPicture | { readonly fault: PictureFault }> {
  const size = pictureSizeOf(mediaType, bytes.subarray(0, pictureHeadBytes))
  if (size && size.width * size.height > pictureLimitPixels) return { fault: 'tooDetailed' }
  const cleaned = cleanPicture(mediaType, bytes)
  const isWrittenAnew = cleaned.kind === 'refused' || rarelyDrawn.has(mediaType)
  const written = await shrinkPicture(mediaType, bytes, { always: isWrittenAnew })
  const smaller = written && (await readWritten(written))
  if (cleaned.kind === 'refused') return smaller ?? { fault: 'damaged' }
  if (smaller && (isWrittenAnew || smaller.bytes.length < cleaned.bytes.length)) return smaller
  return { mediaType, bytes: cleaned.bytes }
}

/** By its content: a browser that cannot write a type writes another. What it adds of itself goes too. */
async function readWritten(written: Blob): Promise<PreparedPicture | undefined> {
  const bytes = new Uint8Array(await written.arrayBuffer())
  const mediaType = mediaTypeOf(bytes.subarray(0, headBytes), false)
  const cleaned = mediaType === undefined ? undefined : cleanPicture(mediaType, bytes)
  return mediaType !== undefined && cleaned?.kind === 'clean' ? { mediaType, bytes: cleaned.bytes } : undefined
}

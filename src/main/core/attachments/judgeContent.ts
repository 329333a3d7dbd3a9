import { isUtf8 } from 'node:buffer'
import { FailureError } from '../../../shared/model/failure.ts'
import { fileNameOf } from '../../../shared/model/files/fileName.ts'
import { headBytes, mediaTypeOf } from '../../../shared/model/files/mediaTypes.ts'
import { cleanPicture, uprightSizeOf } from '../../../shared/model/files/metadata/cleanPicture.ts'
import type { PixelSize } from '../../../shared/model/files/ownFile.ts'
import { pictureHeadBytes, pictureLimitPixels } from '../../../shared/model/files/pictureSize.ts'
import { limits } from '../../../shared/protocol/limits.ts'

const mebibyte = 1024 * 1024

/** Throws `invalid` or `tooLarge` for a file of a size that is not sent. */
export function requireSendableSize(bytes: number): void {
  if (bytes === 0)
    throw new FailureError('invalid', 'The file is empty. Choose another, or save it again where it was made.')
  if (bytes <= limits.attachmentBytes) return
  const most = limits.attachmentBytes / mebibyte
  throw new FailureError(
    'tooLarge',
    `The file has ${Math.ceil(bytes / mebibyte)} MB; at most ${most} MB can be sent. Make it smaller, or send it in parts.`,
  )
}

/** Throws `invalid` where the beginning of a content shows already that it is of a kind that is not sent. */
export function requireSendableBeginning(content: Uint8Array): void {
  requireMediaType(content, isPlainText(content, true))
}

/** A file as it is sent. `size`: of a picture, as it is drawn upright. */
export interface JudgedFile {
  readonly name: string
  readonly mediaType: string
  readonly size: PixelSize | null
  /** Without what a camera has written into a picture: where, when and with what it was taken. */
  readonly content: Uint8Array
}

/** Returns a file as it is sent, with its name as it will be shown. Throws `invalid` or `tooLarge`. */
export function judgeContent(given: string, content: Uint8Array): JudgedFile {
  const mediaType = requireMediaType(content, isPlainText(content, false))
  const name = fileNameOf(given, mediaType)
  if (!mediaType.startsWith('image/')) return { name, mediaType, size: null, content }
  const size = requireDrawable(mediaType, content)
  const cleaned = cleanPicture(mediaType, content)
  if (cleaned.kind === 'clean') return { name, mediaType, size, content: cleaned.bytes }
  throw damaged()
}

function requireMediaType(content: Uint8Array, isText: boolean): string {
  const mediaType = mediaTypeOf(content.subarray(0, headBytes), isText)
  if (mediaType !== undefined) return mediaType
  throw new FailureError(
    'invalid',
    'Files of this kind are not sent. Send a picture, a PDF, a plain text or a recording; save a document as PDF.',
  )
}

function requireDrawable(mediaType: string, content: Uint8Array): PixelSize {
  const size = uprightSizeOf(mediaType, content.subarray(0, pictureHeadBytes))
  if (!size) throw damaged()
  if (size.width * size.height <= pictureLimitPixels) return size
  const most = pictureLimitPixels / 1_000_000
  throw new FailureError(
    'tooLarge',
    `The picture has ${size.width} x ${size.height} pixels; at most ${most} million are sent. Make it smaller.`,
  )
}

function damaged(): FailureError {
  return new FailureError(
    'invalid',
    'The picture does not say how large it is, or is damaged. Send another copy of it.',
  )
}

/** Whether it is UTF-8 without control characters but white space; `goesOn`: the last character may not be whole. */
function isPlainText(content: Uint8Array, goesOn: boolean): boolean {
  const whole = (goesOn ? [0, 1, 2, 3] : [0]).map((cut) => content.subarray(0, content.byteLength - cut)).find(isUtf8)
  return whole !== undefined && !/[^\P{Cc}\t\n\r\f]/u.test(Buffer.from(whole).toString('utf8'))
}

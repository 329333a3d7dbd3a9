import { type PictureFault, type PreparedPicture, preparePicture } from '../../media/preparePicture.ts'
import { headBytes, mediaTypeOf } from '../../shared/model/files/mediaTypes.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { ChosenFile } from '../store/keptRows.ts'

/**
 * Reason why a file cannot be sent. `insecure`: the browser lets a page hash nothing that came over a connection without
 * encryption.
 */
export type FileFault = PictureFault | 'empty' | 'tooLarge' | 'kind' | 'unreadable' | 'insecure'

export type Choice =
  | { readonly fault: FileFault }
  | { readonly fault: undefined; readonly file: ChosenFile; readonly content: Blob }

/** Media types that a patient may send, of those that the relay takes: pictures, papers and recordings. */
const sent = /^image\/|^audio\/|^application\/pdf$/
/** Bytes of the largest file that is read: a photo that is too large as it is may fit when it is sent. */
const mostReadBytes = 4 * limits.attachmentBytes

/**
 * Looks at a file before anything of it is sent: its size, what it is by its content, and its hash. The content that is given
 * back is a copy, whatever becomes of the file; of a picture, as it is sent: not too large, and without the place where it was taken.
 * `id` becomes the file's.
 */
export async function chooseFile(
  from: File,
  { id, subtle }: { readonly id: string; readonly subtle: SubtleCrypto | undefined },
): Promise<Choice> {
  if (!subtle) return { fault: 'insecure' }
  if (from.size === 0) return { fault: 'empty' }
  if (from.size > mostReadBytes) return { fault: 'tooLarge' }
  // A file may be gone since it was chosen.
  const bytes = await from.arrayBuffer().then(
    (read) => new Uint8Array(read),
    () => undefined,
  )
  if (bytes === undefined) return { fault: 'unreadable' }
  const mediaType = mediaTypeOf(bytes.subarray(0, headBytes), false)
  if (mediaType === undefined || !sent.test(mediaType)) return { fault: 'kind' }
  const made = mediaType.startsWith('image/') ? await preparePicture(mediaType, bytes) : { mediaType, bytes }
  if ('fault' in made) return made
  if (made.bytes.length > limits.attachmentBytes) return { fault: 'tooLarge' }
  const digest = new Uint8Array(await subtle.digest('SHA-256', made.bytes))
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const name = nameOf(from.name, made.mediaType === mediaType ? undefined : made)
  const file = { id, name, mediaType: made.mediaType, bytes: made.bytes.length, sha256 }
  return { fault: undefined, file, content: new Blob([made.bytes], { type: made.mediaType }) }
}

/** As the relay takes it: the end is kept, which says more; that of a picture that was written anew says what it is now. */
function nameOf(name: string, anew: PreparedPicture | undefined): string {
  const kept = name.slice(-255).replace(/[\p{Cc}\p{Cs}/\\]/gu, '_')
  if (kept === '') return 'picture'
  return anew === undefined ? kept : `${kept.replace(/\.[^.]*$/, '')}.${anew.mediaType.replace('image/', '')}`
}

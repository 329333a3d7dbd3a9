import { headBytes, mediaTypeOf } from '../../shared/model/files/mediaTypes.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { ChosenFile } from '../store/keptRows.ts'

/**
 * Reason why a file cannot be sent. `insecure`: the browser lets a page hash nothing that came over a connection without
 * encryption.
 */
export type FileFault = 'empty' | 'tooLarge' | 'kind' | 'unreadable' | 'insecure'

export type Choice =
  | { readonly fault: FileFault }
  | { readonly fault: undefined; readonly file: ChosenFile; readonly content: Blob }

/** Media types that a patient may send, of those that the relay takes: pictures and papers. */
const sent = /^image\/|^application\/pdf$/

/**
 * Looks at a file before anything of it is sent: its size, what it is by its content, and its hash. The content that is given
 * back is a copy, whatever becomes of the file. `id` becomes the file's.
 */
export async function chooseFile(
  from: File,
  { id, subtle }: { readonly id: string; readonly subtle: SubtleCrypto | undefined },
): Promise<Choice> {
  if (!subtle) return { fault: 'insecure' }
  if (from.size === 0) return { fault: 'empty' }
  if (from.size > limits.attachmentBytes) return { fault: 'tooLarge' }
  // A file may be gone since it was chosen.
  const bytes = await from.arrayBuffer().then(
    (read) => read,
    () => undefined,
  )
  if (bytes === undefined) return { fault: 'unreadable' }
  const mediaType = mediaTypeOf(new Uint8Array(bytes, 0, Math.min(headBytes, bytes.byteLength)), false)
  if (mediaType === undefined || !sent.test(mediaType)) return { fault: 'kind' }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes))
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const file = { id, name: nameOf(from.name), mediaType, bytes: bytes.byteLength, sha256 }
  return { fault: undefined, file, content: new Blob([bytes], { type: mediaType }) }
}

/** As the relay takes it: the end is kept, which says more. */
function nameOf(name: string): string {
  const kept = name.slice(-255).replace(/[\p{Cc}\p{Cs}/\\]/gu, '_')
  return kept === '' ? 'picture' : kept
}

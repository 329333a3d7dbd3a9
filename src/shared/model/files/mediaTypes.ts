import type { MessageType } from '../entry.ts'

interface Signature {
  readonly mediaType: string
  /** Bytes by offset. All of them must be there. */
  readonly bytes: readonly { readonly at: number; readonly is: string }[]
}

/** One byte for each character, as content begins with them. */
const signatures: readonly Signature[] = [
  { mediaType: 'image/png', bytes: [{ at: 0, is: '\x89PNG\r\n\x1a\n' }] },
  { mediaType: 'image/jpeg', bytes: [{ at: 0, is: '\xff\xd8\xff' }] },
  { mediaType: 'image/gif', bytes: [{ at: 0, is: 'GIF87a' }] },
  { mediaType: 'image/gif', bytes: [{ at: 0, is: 'GIF89a' }] },
  {
    mediaType: 'image/webp',
    bytes: [
      { at: 0, is: 'RIFF' },
      { at: 8, is: 'WEBP' },
    ],
  },
  { mediaType: 'image/heic', bytes: [{ at: 4, is: 'ftypheic' }] },
  { mediaType: 'image/heic', bytes: [{ at: 4, is: 'ftypheix' }] },
  { mediaType: 'image/avif', bytes: [{ at: 4, is: 'ftypavif' }] },
  { mediaType: 'application/pdf', bytes: [{ at: 0, is: '%PDF-' }] },
  { mediaType: 'audio/ogg', bytes: [{ at: 0, is: 'OggS\0' }] },
  {
    mediaType: 'audio/wav',
    bytes: [
      { at: 0, is: 'RIFF' },
      { at: 8, is: 'WAVE' },
    ],
  },
  { mediaType: 'audio/webm', bytes: [{ at: 0, is: '\x1a\x45\xdf\xa3' }] },
  { mediaType: 'audio/mpeg', bytes: [{ at: 0, is: 'ID3' }] },
  { mediaType: 'audio/mpeg', bytes: [{ at: 0, is: '\xff\xfb' }] },
  { mediaType: 'audio/aac', bytes: [{ at: 0, is: '\xff\xf1' }] },
  { mediaType: 'audio/mp4', bytes: [{ at: 4, is: 'ftypM4A ' }] },
  { mediaType: 'audio/mp4', bytes: [{ at: 4, is: 'ftypmp42' }] },
  { mediaType: 'audio/mp4', bytes: [{ at: 4, is: 'ftypisom' }] },
  { mediaType: 'audio/mp4', bytes: [{ at: 4, is: 'ftypiso5' }] },
]

/**
 * Media types that a message of each type can carry, by their beginnings. A text can carry everything that is accepted.
 */
const carried: Readonly<Record<MessageType, readonly string[]>> = {
  text: [''],
  image: ['image/'],
  voice: ['audio/'],
  document: ['application/pdf', 'text/plain', 'image/'],
}

/** Number of bytes of a content that `mediaTypeOf` reads. */
export const headBytes = 64

/**
 * Returns the media type of a content by its first bytes and by whether all of it is text; undefined for everything that is not
 * accepted: programs, archives, pages and unknown formats. The file's name does not count.
 */
export function mediaTypeOf(head: Uint8Array, isText: boolean): string | undefined {
  const begins = String.fromCharCode(...head.subarray(0, headBytes))
  const found = signatures.find(({ bytes }) => bytes.every(({ at, is }) => begins.startsWith(is, at)))
  if (found) return found.mediaType
  // What begins with a tag may be taken for a page by whatever opens it later.
  return isText && !/^[\s\xef\xbb\xbf]*</.test(begins) ? 'text/plain' : undefined
}

/** Returns whether a message of this type can carry content of this one. */
export function canCarry(type: MessageType, mediaType: string): boolean {
  return carried[type].some((begin) => mediaType.startsWith(begin))
}

/** Returns the type of a message that carries files of these types. A text can carry everything, also what stands together in no other. */
export function typeCarrying(mediaTypes: readonly string[]): MessageType {
  const areAll = (begin: string) => mediaTypes.every((mediaType) => mediaType.startsWith(begin))
  if (mediaTypes.length === 0) return 'text'
  if (areAll('image/')) return 'image'
  if (areAll('audio/')) return 'voice'
  return mediaTypes.every((mediaType) => canCarry('document', mediaType)) ? 'document' : 'text'
}

import { joinBytes } from './joinBytes.ts'
import { beginsWith } from './orientation.ts'

const headerBytes = 13
const extension = 0x21
const image = 0x2c
const trailer = 0x3b
const comment = 0xfe
const application = 0xff

/** Returns a GIF without comments, XMP and what stands behind its end. Undefined where it is damaged. */
export function cleanGif(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (!beginsWith(bytes, 'GIF87a') && !beginsWith(bytes, 'GIF89a')) return undefined
  let at = headerBytes + tableBytes(bytes[10])
  if (at > bytes.length) return undefined
  const kept = [bytes.subarray(0, at)]
  let hasImage = false
  while (at < bytes.length && bytes[at] !== trailer) {
    const end = endOfBlock(bytes, at)
    if (end === undefined) return undefined
    hasImage ||= bytes[at] === image
    if (!isMetadata(bytes, at)) kept.push(bytes.subarray(at, end))
    at = end
  }
  return hasImage ? joinBytes([...kept, [trailer]]) : undefined
}

/** Returns the bytes of the table of colours that these flags announce. */
function tableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0
}

function isMetadata(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== extension) return false
  const label = bytes[at + 1]
  if (label !== application) return label === comment
  const name = bytes.subarray(at + 3)
  // How often the picture moves.
  return !beginsWith(name, 'NETSCAPE2.0') && !beginsWith(name, 'ANIMEXTS1.0')
}

/** Returns where an extension or an image ends; undefined where it does not, or is neither. */
function endOfBlock(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] === extension) return endOfParts(bytes, at + 2)
  if (bytes[at] !== image) return undefined
  return endOfParts(bytes, at + 11 + tableBytes(bytes[at + 9]))
}

/** Returns where parts end, each of which begins with its length, after the empty one. */
function endOfParts(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at < bytes.length; ) {
    const length = bytes[at] ?? 0
    at += 1 + length
    if (length === 0) return at
  }
  return undefined
}

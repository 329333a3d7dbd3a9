import { joinBytes } from './joinBytes.ts'
import { beginsWith, exifOf, type Orientation, orientationIn } from './orientation.ts'

const startOfScan = 0xda
const endOfImage = 0xd9

/** A segment between the beginning of a picture and its first line, or after it. */
interface Segment {
  readonly marker: number
  /** Of the whole, its marker and length included. */
  readonly bytes: Uint8Array
  readonly content: Uint8Array
}

/**
 * Returns a JPEG that holds its picture, its colours and its orientation, and nothing else: no Exif, XMP, IPTC, comments, previews,
 * nor what stands behind its end, as further pictures and films of telephones do. Undefined where it is damaged before its first
 * line; one that ends in the middle of its lines is given an end.
 */
export function cleanJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  const kept: Uint8Array[] = []
  let orientation: Orientation = 1
  let hasLines = false
  for (let at = 2; at < bytes.length; ) {
    const step = segmentAt(bytes, at)
    if (step === undefined) return hasLines ? wholeOf(kept, orientation) : undefined
    if (step === 'end') break
    at = step.next
    if (step.segment === undefined) continue
    const { segment } = step
    if (segment.marker === 0xe1 && beginsWith(segment.content, 'Exif\0\0')) orientation = orientationIn(segment.content)
    kept.push(...keptOf(segment))
    if (segment.marker !== startOfScan) continue
    hasLines = true
    const end = endOfLines(bytes, at)
    kept.push(bytes.subarray(at, end))
    at = end
  }
  return hasLines ? wholeOf(kept, orientation) : undefined
}

/** Returns the orientation of a JPEG by its first bytes; 1 where they do not say. */
export function orientationOfJpeg(bytes: Uint8Array): Orientation {
  for (let at = 2; at < bytes.length; ) {
    const step = segmentAt(bytes, at)
    if (step === undefined || step === 'end' || step.segment?.marker === startOfScan) return 1
    at = step.next
    const { segment } = step
    if (segment?.marker === 0xe1 && beginsWith(segment.content, 'Exif\0\0')) return orientationIn(segment.content)
  }
  return 1
}

function wholeOf(kept: readonly Uint8Array[], orientation: Orientation): Uint8Array<ArrayBuffer> {
  const exif = exifOf(orientation)
  const prefix = [0x45, 0x78, 0x69, 0x66, 0, 0]
  const segment = [0xff, 0xe1, 0, 2 + prefix.length + exif.length, ...prefix, ...exif]
  return joinBytes([[0xff, 0xd8], ...(orientation === 1 ? [] : [segment]), ...kept, [0xff, endOfImage]])
}

/** Returns the segment at a marker, none for a marker that stands alone, and where the next begins. Undefined where there is none. */
function segmentAt(bytes: Uint8Array, at: number): 'end' | { segment?: Segment; next: number } | undefined {
  if (bytes[at] !== 0xff) return undefined
  const marker = bytes[at + 1]
  if (marker === undefined) return undefined
  // Fill before a marker.
  if (marker === 0xff) return { next: at + 1 }
  if (marker === endOfImage) return 'end'
  if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) return { next: at + 2 }
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  const next = at + 2 + length
  if (length < 2 || next > bytes.length) return undefined
  return { segment: { marker, bytes: bytes.subarray(at, next), content: bytes.subarray(at + 4, next) }, next }
}

/** Returns what stays of a segment: tables, frames and scans, and of the rest what colours need. */
function keptOf({ marker, bytes, content }: Segment): readonly Uint8Array[] {
  if (marker >= 0xc0 && marker <= 0xdf) return [bytes]
  // Without the preview that it may hold.
  if (marker === 0xe0 && beginsWith(content, 'JFIF\0') && content.length >= 14)
    return [Uint8Array.of(0xff, 0xe0, 0, 16, ...content.subarray(0, 12), 0, 0)]
  if (marker === 0xe2 && beginsWith(content, 'ICC_PROFILE\0')) return [bytes]
  if (marker === 0xee && beginsWith(content, 'Adobe') && content.length >= 12)
    return [Uint8Array.of(0xff, 0xee, 0, 14, ...content.subarray(0, 12))]
  return []
}

/** Returns where the lines of a scan end: at the next marker that is not part of them. */
function endOfLines(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next === undefined) return at
    const isOfLines = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)
    if (!isOfLines) return at
  }
  return bytes.length
}

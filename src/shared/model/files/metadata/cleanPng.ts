import { joinBytes } from './joinBytes.ts'
import { beginsWith, exifOf, type Orientation, orientationIn } from './orientation.ts'

/** Parts of a PNG that make the picture: its pixels, its colours, its density and its movement. */
const keptChunks: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'hIST', 'pHYs'],
  ...['cICP', 'mDCV', 'cLLI', 'acTL', 'fcTL', 'fdAT'],
])
const signatureBytes = 8

interface Chunk {
  readonly type: string
  /** Of the whole, its length and check included. */
  readonly bytes: Uint8Array
  readonly content: Uint8Array
}

/** Returns a PNG without texts, times, Exif and what stands behind its end; the orientation stays. Undefined where it is damaged. */
export function cleanPng(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const chunks = chunksOf(bytes)
  if (chunks?.[0]?.type !== 'IHDR') return undefined
  const exif = chunks.find(({ type }) => type === 'eXIf')
  const orientation = exif ? orientationIn(exif.content) : 1
  const [header, ...others] = chunks.filter(({ type }) => keptChunks.has(type)).map((chunk) => chunk.bytes)
  const turned = orientation === 1 ? [] : [exifChunk(orientation)]
  return joinBytes([bytes.subarray(0, signatureBytes), ...(header ? [header] : []), ...turned, ...others])
}

/** Returns whether a PNG moves. */
export function isMovingPng(bytes: Uint8Array): boolean {
  return chunksOf(bytes)?.some(({ type }) => type === 'acTL') ?? false
}

/** Returns the chunks up to the end of the picture; undefined when it ends before that. */
function chunksOf(bytes: Uint8Array): readonly Chunk[] | undefined {
  if (!beginsWith(bytes, '\x89PNG\r\n\x1a\n')) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = signatureBytes; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) return undefined
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    chunks.push({ type, bytes: bytes.subarray(at, end), content: bytes.subarray(at + 8, at + 8 + length) })
    if (type === 'IEND') return chunks
    at = end
  }
  return undefined
}

function exifChunk(orientation: Orientation): Uint8Array {
  const exif = exifOf(orientation)
  const checked = joinBytes([[0x65, 0x58, 0x49, 0x66], exif])
  return joinBytes([uint32(exif.length), checked, uint32(checkOf(checked))])
}

const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]

/** Returns the CRC-32 of bytes, as chunks of a PNG end with. */
function checkOf(bytes: Uint8Array): number {
  let check = 0xffff_ffff
  for (const byte of bytes) {
    check ^= byte
    for (let bit = 0; bit < 8; bit += 1) check = (check >>> 1) ^ (check & 1 ? 0xedb8_8320 : 0)
  }
  return ~check >>> 0
}

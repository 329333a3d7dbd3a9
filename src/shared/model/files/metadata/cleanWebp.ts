import { joinBytes } from './joinBytes.ts'
import { beginsWith, exifOf, orientationIn } from './orientation.ts'

/** Parts of a WebP that make the picture: its pixels, its colours and its movement. */
const keptChunks: ReadonlySet<string> = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const keptOfFrame: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH'])
const headerBytes = 12
const frameHeaderBytes = 16
const exifFlag = 0x08
const xmpFlag = 0x04
const movesFlag = 0x02

interface Chunk {
  readonly type: string
  readonly content: Uint8Array
}

/** Returns a WebP without Exif, XMP and unknown parts; the orientation stays. Undefined where it is damaged. */
export function cleanWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const chunks = chunksOf(bytes)
  if (!chunks?.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF')) return undefined
  const exif = chunks.find(({ type }) => type === 'EXIF')
  const orientation = exif ? orientationIn(exif.content) : 1
  const kept: Uint8Array[] = []
  for (const { type, content } of chunks) {
    if (!keptChunks.has(type)) continue
    const cleaned = cleanChunk(type, content, orientation !== 1)
    if (cleaned === undefined) return undefined
    kept.push(chunkOf(type, cleaned))
  }
  if (orientation !== 1) kept.push(chunkOf('EXIF', exifOf(orientation)))
  const content = joinBytes([bytesOf('WEBP'), ...kept])
  return joinBytes([bytesOf('RIFF'), uint32(content.length), content])
}

/** Returns whether a WebP moves. */
export function isMovingWebp(bytes: Uint8Array): boolean {
  const first = chunksOf(bytes)?.[0]
  return first?.type === 'VP8X' && ((first.content[0] ?? 0) & movesFlag) !== 0
}

function cleanChunk(type: string, content: Uint8Array, isTurned: boolean): Uint8Array | undefined {
  if (type === 'ANMF') return cleanFrame(content)
  if (type !== 'VP8X') return content
  if (content.length < 10) return undefined
  const [flags = 0, ...rest] = content.subarray(0, 10)
  return Uint8Array.of((flags & ~(exifFlag | xmpFlag)) | (isTurned ? exifFlag : 0), ...rest)
}

function cleanFrame(frame: Uint8Array): Uint8Array | undefined {
  if (frame.length < frameHeaderBytes) return undefined
  const chunks = readChunks(frame, frameHeaderBytes, frame.length)
  if (!chunks) return undefined
  const kept = chunks.filter(({ type }) => keptOfFrame.has(type)).map(({ type, content }) => chunkOf(type, content))
  return joinBytes([frame.subarray(0, frameHeaderBytes), ...kept])
}

/** Returns the parts of the picture; undefined when it ends before one of them does. */
function chunksOf(bytes: Uint8Array): readonly Chunk[] | undefined {
  if (!beginsWith(bytes, 'RIFF') || !beginsWith(bytes.subarray(8), 'WEBP')) return undefined
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true)
  return readChunks(bytes, headerBytes, Math.min(bytes.length, 8 + length))
}

function readChunks(bytes: Uint8Array, from: number, to: number): readonly Chunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = from; at + 8 <= to; ) {
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length
    if (end > to) return undefined
    const type = String.fromCharCode(...bytes.subarray(at, at + 4))
    chunks.push({ type, content: bytes.subarray(at + 8, end) })
    at = end + (length % 2)
  }
  return chunks
}

function chunkOf(type: string, content: Uint8Array): Uint8Array {
  return joinBytes([bytesOf(type), uint32(content.length), content, content.length % 2 === 0 ? [] : [0]])
}

const bytesOf = (characters: string) => [...characters].map((character) => character.charCodeAt(0))
const uint32 = (value: number) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]

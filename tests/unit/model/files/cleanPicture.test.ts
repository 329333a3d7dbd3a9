import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediaTypeOf } from '../../../../src/shared/model/files/mediaTypes.ts'
import { cleanPicture, isMoving, uprightSizeOf } from '../../../../src/shared/model/files/metadata/cleanPicture.ts'
import {
  mark,
  markedGif,
  markedHeic,
  markedJpeg,
  markedPng,
  markedWebp,
  pixels,
} from '../../../support/pictures/markedPictures.ts'
import { pngOf } from '../../../support/relay/pngOf.ts'

const pictures = {
  'image/jpeg': markedJpeg(6),
  'image/png': markedPng(6),
  'image/webp': markedWebp(6),
  'image/gif': markedGif(),
  'image/heic': markedHeic(),
} as const
const types = Object.keys(pictures)
const entries = Object.entries(pictures)

function cleaned(mediaType: string, bytes: Uint8Array): Buffer {
  const result = cleanPicture(mediaType, bytes)
  if (result.kind === 'refused') throw new Error(`${mediaType} was refused`)
  return Buffer.from(result.bytes)
}
/** Looked at without its letters' case and wherever it stands. */
const contains = (bytes: Uint8Array, words: string) => Buffer.from(bytes).includes(words)

describe('a picture that is sent', () => {
  it.each(entries)('says nothing of where it was taken, and shows what it showed: %s', (mediaType, bytes) => {
    expect(contains(bytes, mark)).toBe(true)
    const sent = cleaned(mediaType, bytes)
    expect(contains(sent, mark)).toBe(false)
    expect(mediaTypeOf(sent.subarray(0, 64), false)).toBe(mediaType)
    if (mediaType === 'image/png') expect(sent.includes('IDAT')).toBe(true)
    else expect(contains(sent, pixels)).toBe(true)
    expect(sent.length).toBeLessThanOrEqual(bytes.length)
    // Once is enough.
    expect(cleaned(mediaType, sent).equals(sent)).toBe(true)
  })

  it('is turned as it was, in every way that there is', () => {
    const turned = [1, 2, 3, 4, 5, 6, 7, 8]
    expect(turned.map((way) => orientationOf(cleaned('image/jpeg', markedJpeg(way))))).toEqual(turned)
    expect(turned.map((way) => orientationOf(cleaned('image/png', markedPng(way))))).toEqual(turned)
    expect(turned.map((way) => orientationOf(cleaned('image/webp', markedWebp(way))))).toEqual(turned)
  })

  it('keeps its colours', () => {
    const sent = cleaned('image/jpeg', markedJpeg(1))
    expect(contains(sent, 'ICC_PROFILE')).toBe(true)
    expect(contains(sent, 'colours')).toBe(true)
    expect(contains(sent, 'MPF')).toBe(false)
  })

  it('is the same to the byte when it says nothing', () => {
    const plain = pngOf(5, 4)
    expect(cleaned('image/png', plain).equals(plain)).toBe(true)
  })

  it('may end in the middle of its lines, and is given an end', () => {
    const whole = markedJpeg(3)
    const cut = whole.subarray(0, whole.indexOf(pixels) + pixels.length)
    const sent = cleaned('image/jpeg', cut)
    expect(sent.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]))
    expect(orientationOf(sent)).toBe(3)
  })

  it('is refused where it is damaged, or of another type', () => {
    expect(cleanPicture('image/png', pngOf(3, 2).subarray(0, 50))).toEqual({ kind: 'refused' })
    expect(cleanPicture('image/jpeg', markedJpeg(1).subarray(0, 40))).toEqual({ kind: 'refused' })
    expect(cleanPicture('image/webp', Buffer.from('RIFF\x04\0\0\0WEBP'))).toEqual({ kind: 'refused' })
    expect(cleanPicture('image/gif', Buffer.from('GIF89a'))).toEqual({ kind: 'refused' })
    expect(cleanPicture('image/heic', Buffer.from('....ftypheic'))).toEqual({ kind: 'refused' })
    expect(cleanPicture('application/pdf', Buffer.from('%PDF-1.7'))).toEqual({ kind: 'refused' })
    for (const mediaType of types) expect(cleanPicture(mediaType, new Uint8Array(0))).toEqual({ kind: 'refused' })
  })

  it('says nothing either when it is cut anywhere, and nothing is thrown', () => {
    for (const [mediaType, bytes] of entries)
      for (let length = 0; length < bytes.length; length += 1) expectQuiet(mediaType, bytes.subarray(0, length))
  })

  it('says nothing either when any of its bytes are others, and nothing is thrown', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...entries), damage, ([mediaType, bytes], changes) => {
        const hostile = Buffer.from(bytes)
        // Where the content stands, what is not changed is what it was.
        for (const [at, value] of changes) hostile[at % hostile.length] = value
        cleanPicture(mediaType, hostile)
      }),
      { numRuns: 400 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 300 }), (mediaType, noise) => {
        cleanPicture(mediaType, noise)
        uprightSizeOf(mediaType, noise)
        isMoving(mediaType, noise)
      }),
      { numRuns: 400 },
    )
  })

  it('takes no longer for what is made to take long', () => {
    const much = 256 * 1024
    const hostile: readonly (readonly [string, Buffer])[] = [
      ['image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(4 * much, 0xff)])],
      ['image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(much, Buffer.from([0xff, 0xfe, 0, 2]))])],
      ['image/png', Buffer.concat([pngOf(1, 1).subarray(0, 33), Buffer.alloc(much)])],
      ['image/gif', Buffer.concat([markedGif().subarray(0, 13), Buffer.alloc(much, Buffer.from([0x21, 0xfe, 0]))])],
      ['image/heic', Buffer.concat([Buffer.from('\0\0\0\x08free'), Buffer.alloc(much, Buffer.from('\0\0\0\x08free'))])],
      ['image/heic', endlessPlaces()],
    ]
    for (const [mediaType, bytes] of hostile) expect(cleanPicture(mediaType, bytes)).toEqual({ kind: 'refused' })
  })
})

it('knows which pictures move, and how large they are upright', () => {
  expect(isMoving('image/webp', markedWebp(1))).toBe(true)
  expect(isMoving('image/png', markedPng(1))).toBe(false)
  expect(isMoving('image/gif', markedGif())).toBe(true)
  expect(isMoving('image/jpeg', markedJpeg(1))).toBe(false)
  expect(uprightSizeOf('image/jpeg', markedJpeg(1))).toEqual({ width: 3, height: 2 })
  expect(uprightSizeOf('image/jpeg', markedJpeg(8))).toEqual({ width: 2, height: 3 })
  expect(uprightSizeOf('image/png', markedPng(8))).toEqual({ width: 3, height: 2 })
})

/** Cut or not: what comes out is quiet. */
function expectQuiet(mediaType: string, bytes: Uint8Array): void {
  const result = cleanPicture(mediaType, bytes)
  if (result.kind === 'clean') expect(contains(result.bytes, mark)).toBe(false)
}

/** Returns the orientation that stands in the only field of the Exif that is left; 1 where there is none. */
function orientationOf(bytes: Buffer): number {
  const at = bytes.indexOf(Buffer.from('MM\0*', 'latin1'))
  if (at < 0) return 1
  expect(bytes.readUInt16BE(at + 8)).toBe(1)
  expect(bytes.readUInt16BE(at + 10)).toBe(0x0112)
  return bytes.readUInt16BE(at + 18)
}

/** A HEIC with items whose places are of no length, each of which announces 65,535 of them. */
function endlessPlaces(): Buffer {
  const box = (type: string, content: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.length + 8)
    return Buffer.concat([length, Buffer.from(type), content])
  }
  const items = Buffer.alloc(60_000, Buffer.from([0, 1, 0, 0, 0xff, 0xff]))
  const iloc = box('iloc', Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0x27, 0x10]), items]))
  const infe = box('infe', Buffer.from([2, 0, 0, 0, 0, 1, 0, 0, ...Buffer.from('Exif'), 0]))
  const iinf = box('iinf', Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1]), infe]))
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0')),
    box('meta', Buffer.concat([Buffer.alloc(4), iinf, iloc])),
  ])
}

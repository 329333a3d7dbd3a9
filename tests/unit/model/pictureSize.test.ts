import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureSizeOf } from '../../../src/shared/model/files/pictureSize.ts'
import { pngOf } from '../../support/relay/pngOf.ts'

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  )
const size = { width: 30_000, height: 20_000 }
const big = [0x75, 0x30, 0x4e, 0x20]
const little = [0x30, 0x75, 0x20, 0x4e]

describe('the size of a picture by its first bytes', () => {
  it('is read from each type that is let in', () => {
    expect(pictureSizeOf('image/png', pngOf(3, 2))).toEqual({ width: 3, height: 2 })
    expect(pictureSizeOf('image/gif', bytes('GIF89a', little))).toEqual(size)
    // Behind a preview and a table, whose own bytes look like markers.
    const jpeg = bytes(
      '\xff\xd8\xff\xe1\0\x06\xff\xc0\0\x11\xff\xff\xc4\0\x03\0\xff\xc2\0\x11\x08',
      [0x4e, 0x20, 0x75, 0x30],
    )
    expect(pictureSizeOf('image/jpeg', jpeg)).toEqual(size)
    expect(pictureSizeOf('image/webp', bytes('RIFF....WEBPVP8X........', [0x2f, 0x75, 0, 0x1f, 0x4e, 0]))).toEqual(size)
    expect(pictureSizeOf('image/webp', bytes('RIFF....WEBPVP8 ..........', [0x30, 0x35, 0x20, 0x0e]))).toEqual({
      width: 0x3530,
      height: 0x0e20,
    })
    expect(pictureSizeOf('image/webp', bytes('RIFF....WEBPVP8L....\x2f', [2, 0x40, 0, 0]))).toEqual({
      width: 3,
      height: 2,
    })
    const tiled = bytes(
      '....ftypheic',
      'ispe\0\0\0\0\0\0\x02\0\0\0\x02\0',
      'ispe\0\0\0\0',
      [0, 0],
      big.slice(0, 2),
      [0, 0],
      big.slice(2),
    )
    expect(pictureSizeOf('image/heic', tiled)).toEqual(size)
  })

  it('is not known of what ends before, is empty, is of another type or is noise, and nothing is thrown', () => {
    expect(pictureSizeOf('image/png', pngOf(3, 2).subarray(0, 20))).toBeUndefined()
    expect(pictureSizeOf('image/gif', bytes('GIF89a\0\0\0\0'))).toBeUndefined()
    expect(pictureSizeOf('application/pdf', bytes('%PDF-1.7'))).toBeUndefined()
    const types = ['image/png', 'image/gif', 'image/jpeg', 'image/webp', 'image/heic', 'image/avif']
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 200 }), (type, noise) => {
        pictureSizeOf(type, noise)
      }),
    )
  })
})

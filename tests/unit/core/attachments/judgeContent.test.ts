import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  judgeContent,
  requireSendableBeginning,
  requireSendableSize,
} from '../../../../src/main/core/attachments/judgeContent.ts'
import { pngOf } from '../../../support/relay/pngOf.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')

test('a file is what its content is, whatever it is called, and gets the ending of that', () => {
  expect(judgeContent('photo.exe', pngOf(3, 2))).toMatchObject({
    ...{ name: 'photo.exe.png', mediaType: 'image/png', size: { width: 3, height: 2 } },
  })
  expect(judgeContent('letter', bytes('%PDF-1.7\n'))).toMatchObject({
    name: 'letter.pdf',
    mediaType: 'application/pdf',
  })
  expect(judgeContent('werte.csv', bytes('Größe;178\n'))).toMatchObject({ name: 'werte.csv', mediaType: 'text/plain' })
})

test.each([
  ['a program', Buffer.from('MZ\x90\0\x03\0', 'latin1')],
  ['an archive', Buffer.from('PK\x03\x04\x14\0', 'latin1')],
  ['a page', bytes('<!doctype html><script>alert(1)</script>')],
  ['no text of this encoding', Buffer.from('caf\xe9 au lait', 'latin1')],
])('%s is refused by its beginning, with what to do', (_what, content) => {
  expect(() => requireSendableBeginning(content)).toThrow('Send a picture, a PDF')
  expect(() => judgeContent('a.pdf', content)).toThrow('Send a picture, a PDF')
})

test('the beginning of a text may end in the middle of a character', () => {
  const content = bytes('Grüße 😀')
  for (let end = 4; end <= content.byteLength; end += 1) requireSendableBeginning(content.subarray(0, end))
})

test('a picture that says no size, or too large a one, is refused', () => {
  expect(() => judgeContent('a.png', pngOf(3, 2).subarray(0, 18))).toThrow('does not say how large it is')
  const huge = pngOf(1, 1)
  huge.writeUInt32BE(30_000, 16)
  huge.writeUInt32BE(30_000, 20)
  expect(() => judgeContent('a.png', huge)).toThrow('30000 x 30000 pixels; at most 64 million')
})

test('a picture says nothing of its camera once it is attached', () => {
  const plain = pngOf(3, 2)
  // A chunk of text, after the head.
  const place = Buffer.from('tEXtLocation\0MARKER 59.33 N', 'latin1')
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(place.byteLength - 4)
  sum.writeUInt32BE(crc32(place))
  const given = Buffer.concat([plain.subarray(0, 33), length, place, sum, plain.subarray(33)])
  expect(Buffer.from(judgeContent('a.png', given).content).equals(plain)).toBe(true)
})

test('an empty file and one that is too large are refused, with the sizes', () => {
  expect(() => requireSendableSize(0)).toThrow('empty')
  requireSendableSize(25 * 1024 * 1024)
  expect(() => requireSendableSize(25 * 1024 * 1024 + 1)).toThrow('has 26 MB; at most 25 MB')
})

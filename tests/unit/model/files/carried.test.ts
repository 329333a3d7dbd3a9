import { expect, test } from 'vitest'
import { canCarry, typeCarrying } from '../../../../src/shared/model/files/mediaTypes.ts'

test.each([
  ['text', []],
  ['image', ['image/png', 'image/jpeg']],
  ['voice', ['audio/webm']],
  ['document', ['application/pdf', 'image/png']],
  ['document', ['text/plain']],
  ['text', ['audio/webm', 'image/png']],
] as const)('a message is a %s that can carry all of %s', (type, mediaTypes) => {
  expect(typeCarrying(mediaTypes)).toBe(type)
  expect(mediaTypes.every((mediaType) => canCarry(type, mediaType))).toBe(true)
})

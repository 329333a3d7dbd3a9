import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsMessage, limits } from '../../../src/shared/protocol/limits.ts'

const most = limits.messageTextBytes

describe('the limit of a message', () => {
  it.each([
    ['one byte each', 'a', 1],
    ['two bytes each', 'é', 2],
    ['three bytes each', '漢', 3],
    ['four bytes each', '🩺', 4],
  ])('is met to the byte by characters of %s', (_what, character, bytes) => {
    const full = character.repeat(Math.floor(most / bytes)) + 'a'.repeat(most % bytes)
    expect(Buffer.byteLength(full)).toBe(most)
    expect(fitsMessage(full)).toBe(true)
    expect(fitsMessage(`${full}a`)).toBe(false)
  })

  it('counts bytes and not characters', () => {
    expect(fitsMessage('漢'.repeat(most / 2))).toBe(false)
  })

  it('agrees with the count of the bytes for every text around the limit', () => {
    const character = fc.constantFrom('a', 'é', '漢', '🩺', '\ud800', '\n')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), fc.integer({ min: -60, max: 20 }), (tail, around) => {
        const end = tail.join('')
        const text = 'a'.repeat(Math.max(0, most + around - Buffer.byteLength(end))) + end
        expect(fitsMessage(text)).toBe(Buffer.byteLength(text) <= most)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { fitsSignal, limits } from '../../../src/shared/protocol/limits.ts'

function nested(levels: number): unknown {
  let value: unknown = 'deep'
  for (let level = 0; level < levels; level += 1) value = { value }
  return value
}

describe('what a call may signal', () => {
  it('is a description, a candidate, the end of the candidates, or a plain text', () => {
    expect(fitsSignal({ type: 'offer', sdp: 'v=0\r\n'.repeat(1_000) })).toBe(true)
    expect(fitsSignal({ candidate: 'candidate:1 1 UDP', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null })).toBe(
      true,
    )
    expect(fitsSignal(null)).toBe(true)
    expect(fitsSignal('v=0')).toBe(true)
  })

  it('is never more than its size, in whatever form it comes', () => {
    expect(fitsSignal('x'.repeat(limits.signalBytes))).toBe(false)
    expect(fitsSignal('€'.repeat(limits.signalBytes / 3))).toBe(false)
    expect(fitsSignal(Array.from({ length: limits.signalBytes }, () => 0))).toBe(false)
    expect(fitsSignal({ ['x'.repeat(limits.signalBytes)]: 1 })).toBe(false)
  })

  it('is not deeply nested, however deep it is', () => {
    expect(fitsSignal(nested(4))).toBe(true)
    expect(fitsSignal(nested(100_000))).toBe(false)
  })

  it('is JSON: nothing binary and nothing missing', () => {
    expect(fitsSignal(undefined)).toBe(false)
    expect(fitsSignal({ data: new Uint8Array(4) })).toBe(false)
  })
})

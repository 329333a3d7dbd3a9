import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minuteText, nextSpeed, placeByKey } from '../../../../src/shared/model/files/voice/playing.ts'
import { lastPeaks, peaksOf, waveformPath } from '../../../../src/shared/model/files/voice/waveform.ts'

describe('the wave of a recording', () => {
  it('shows where it was loud and where it was quiet, whatever the microphone', () => {
    const samples = Float32Array.from({ length: 4_000 }, (_, index) => (index < 2_000 ? 0.1 : 0.2) * Math.sin(index))
    const [first = 0, second = 0] = peaksOf(samples, 2)
    expect(second).toBe(1)
    expect(first).toBeCloseTo(0.5, 1)
  })

  it('leaves silence flat', () => {
    expect(peaksOf(new Float32Array(1_000).fill(0.0001), 4).every((peak) => peak < 0.02)).toBe(true)
    expect(peaksOf(new Float32Array(0), 3)).toEqual([0, 0, 0])
  })

  it('has as many peaks as asked for, each from 0 to 1, of any samples', () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 500 }), fc.integer({ min: 1, max: 60 }), (samples, count) => {
        const peaks = peaksOf(samples, count)
        expect(peaks).toHaveLength(count)
        expect(peaks.every((peak) => peak >= 0 && peak <= 1)).toBe(true)
      }),
    )
  })

  it('moves in from the end while somebody speaks', () => {
    expect(lastPeaks([0.5, 0.6], 4)).toEqual([0, 0, 0.5, 0.6])
    expect(lastPeaks([0.1, 0.2, 0.3], 2)).toEqual([0.2, 0.3])
  })

  it('is drawn in two parts that make the whole', () => {
    const peaks = [0, 0.5, 1]
    expect(waveformPath(peaks, 0, 3)).toBe(waveformPath(peaks, 0, 1) + waveformPath(peaks, 1, 3))
    expect(waveformPath(peaks, 2, 3)).toBe('M5 1.0v22.0')
  })
})

describe('hearing a recording', () => {
  it('goes by keys, and never past its ends', () => {
    expect(placeByKey('ArrowRight', 1_000, 9_000)).toBe(3_000)
    expect(placeByKey('ArrowLeft', 1_000, 9_000)).toBe(0)
    expect(placeByKey('PageUp', 1_000, 9_000)).toBe(9_000)
    expect(placeByKey('PageDown', 12_000, 19_000)).toBe(2_000)
    expect(placeByKey('Home', 1_000, 9_000)).toBe(0)
    expect(placeByKey('End', 1_000, 9_000)).toBe(9_000)
    expect(placeByKey('a', 1_000, 9_000)).toBeUndefined()
  })

  it('is heard at one, one and a half, and twice the speed', () => {
    expect(nextSpeed(1)).toBe(1.5)
    expect(nextSpeed(1.5)).toBe(2)
    expect(nextSpeed(2)).toBe(1)
  })

  it('is as long as a clock says', () => {
    expect([0, 7_400, 61_000, 3_600_000].map(minuteText)).toEqual(['0:00', '0:07', '1:01', '60:00'])
  })
})

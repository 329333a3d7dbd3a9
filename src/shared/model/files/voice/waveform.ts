/** Loudness of a recording from its beginning to its end, each from 0 to 1. */
export type Peaks = readonly number[]

/** Samples that are looked at for one peak; more say nothing that is seen. */
const mostLookedAt = 400

/** Returns so many peaks of samples (from -1 to 1), the loudest of which is 1 unless all is silence. */
export function peaksOf(samples: ArrayLike<number>, count: number): Peaks {
  const each = samples.length / count
  const step = Math.max(1, Math.floor(each / mostLookedAt))
  const loudest = Array.from({ length: count }, (_, index) => {
    const end = Math.min(samples.length, Math.floor((index + 1) * each))
    let peak = 0
    for (let at = Math.floor(index * each); at < end; at += step) peak = Math.max(peak, Math.abs(samples[at] ?? 0))
    return Number.isFinite(peak) ? peak : 0
  })
  return levelled(loudest)
}

/** Below this all is silence, and noise is not blown up to a wave. */
const silence = 0.01

function levelled(loudest: Peaks): Peaks {
  const most = Math.max(...loudest, silence)
  return loudest.map((peak) => Math.min(1, peak / most))
}

/** Returns the levels (from 0 to 1) of the last so many moments, the newest last; moments that were not there are silence. */
export function lastPeaks(levels: Peaks, count: number): Peaks {
  const last = levels.slice(-count)
  return [...Array.from({ length: count - last.length }, () => 0), ...last]
}

/** Width and height in units of the drawing that `waveformPath` gives; a peak is one unit wide, and beside it one is free. */
export const waveformBox = { height: 24, perPeak: 2 } as const

/** Returns the outline (`d` of an SVG path, one stroke for each) of the peaks from one place to another. */
export function waveformPath(peaks: Peaks, from: number, to: number): string {
  const middle = waveformBox.height / 2
  return peaks
    .slice(from, to)
    .map((peak, index) => {
      const half = Math.max(0.5, peak * (middle - 1))
      const x = (from + index) * waveformBox.perPeak + 1
      return `M${x} ${(middle - half).toFixed(1)}v${(2 * half).toFixed(1)}`
    })
    .join('')
}

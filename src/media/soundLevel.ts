/** Loudness of what a microphone hears now. */
export interface SoundLevel {
  /** Returns a loudness from 0 to 1. */
  readonly read: () => number
  readonly close: () => void
}

const looksAt = 1_024

export function listenToLevel(stream: MediaStream): SoundLevel {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = looksAt
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(looksAt)
  return {
    read: () => {
      analyser.getFloatTimeDomainData(samples)
      return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    },
    close: () => {
      context.close().then(undefined, () => undefined)
    },
  }
}

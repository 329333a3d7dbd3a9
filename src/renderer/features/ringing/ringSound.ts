/** Loudness of a ring, of 1: it is to be heard in a quiet room, and to startle nobody. */
const loudness = 0.06

/** Two tones, one after the other: so many Hz each, and how long, in seconds. */
const tones = [660, 880] as const
const toneSeconds = 0.16

/** Returns how to make the sound of a ring. Where this machine has no sound, or a page may not make any yet, there is none. */
export function createRingSound(): () => void {
  let context: AudioContext | null = null
  return () => {
    if (typeof AudioContext === 'undefined') return
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
    else play(context)
  }
}

function play(context: AudioContext): void {
  tones.forEach((frequency, index) => {
    const from = context.currentTime + index * toneSeconds
    const tone = new OscillatorNode(context, { type: 'sine', frequency })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setTargetAtTime(loudness, from, 0.02)
    volume.gain.setTargetAtTime(0, from + toneSeconds - 0.05, 0.02)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + toneSeconds + 0.2)
  })
}

/** Rings once; each ring is over by itself. */
export type Ring = () => void

const notesHz = [660, 880] as const
const noteSeconds = 0.18
/** A tenth of full loudness: to be heard at the workstation, not in the next room. */
const loudness = 0.1

/** Creates a quiet ring of two soft notes. Where a page may not sound yet, it is silent. */
export function createRing(createContext: () => AudioContext): Ring {
  let context: AudioContext | null = null

  return () => {
    context ??= createContext()
    const { currentTime } = context
    for (const [index, hz] of notesHz.entries()) playNote(context, hz, currentTime + index * noteSeconds)
    // Suspended until its person has done something in the page, as browsers want it.
    void context.resume()
  }
}

function playNote(context: AudioContext, hz: number, at: number): void {
  const gain = context.createGain()
  gain.connect(context.destination)
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(loudness, at + noteSeconds / 4)
  gain.gain.linearRampToValueAtTime(0, at + noteSeconds)
  const note = context.createOscillator()
  note.frequency.value = hz
  note.connect(gain)
  note.start(at)
  note.stop(at + noteSeconds)
}

import { type Peaks, peaksOf } from '../shared/model/files/voice/waveform.ts'

/** A recording as it is drawn before it is heard. `durationMs`: undefined where it is not known before it is played. */
export interface ReadRecording {
  readonly durationMs: number | undefined
  readonly peaks: Peaks
}

/** Longest recording (ms) that is drawn with a wave: to see one, the whole must be unfolded in memory. */
const mostReadMs = 6 * 60_000
/** The same in bytes. */
export const mostReadBytes = 2 * 1024 * 1024
/** Enough to see loud and quiet; fewer samples take less memory. */
const sampleRate = 8_000
const flat = (count: number): Peaks => Array.from({ length: count }, () => 0)

/** Reads a recording into so many peaks. Rejects for none: where the browser cannot read it, the wave is flat. */
export async function readRecording(content: Blob, count: number): Promise<ReadRecording> {
  if (content.size > mostReadBytes || typeof OfflineAudioContext !== 'function')
    return { durationMs: undefined, peaks: flat(count) }
  const context = new OfflineAudioContext(1, 1, sampleRate)
  const bytes = await content.arrayBuffer()
  return await context.decodeAudioData(bytes).then(
    (sound) => {
      const durationMs = sound.duration * 1_000
      return { durationMs, peaks: durationMs > mostReadMs ? flat(count) : peaksOf(sound.getChannelData(0), count) }
    },
    () => ({ durationMs: undefined, peaks: flat(count) }),
  )
}

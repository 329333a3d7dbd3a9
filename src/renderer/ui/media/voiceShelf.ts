import { readRecording } from '../../../media/readRecording.ts'
import { createOneAtATime, createVoicePlayback, type VoicePlayback } from '../../../media/voicePlayback.ts'
import type { Speed } from '../../../shared/model/files/voice/playing.ts'
import type { Peaks } from '../../../shared/model/files/voice/waveform.ts'

/** Peaks of each wave in the console. */
export const peakCount = 56

/** Recording as it is drawn. `problem`: it could not be had, or this computer cannot play it. */
export interface VoiceView {
  readonly isPlaying: boolean
  readonly positionMs: number
  readonly durationMs: number
  readonly speed: Speed
  readonly peaks: Peaks
  readonly problem: 'notHad' | 'unplayable' | null
}

/** Recordings that are on the screen or are heard, by their keys. One that is heard goes on when its message is scrolled out of sight. */
export interface VoiceShelf {
  readonly viewOf: (key: string) => VoiceView
  /** `changed` is called after each change of this recording; returns how to hear no more of it. */
  readonly subscribe: (key: string, changed: () => void) => () => void
  /** Reads a recording, unless that was done; what cannot be had is read again the next time. */
  readonly read: (key: string, load: () => Promise<Blob>) => Promise<void>
  readonly toggle: (key: string, load: () => Promise<Blob>) => void
  readonly seek: (key: string, positionMs: number) => void
  readonly changeSpeed: (key: string) => void
  /** Stops what plays: somebody speaks now. */
  readonly quiet: () => void
}

const flat: Peaks = Array.from({ length: peakCount }, () => 0)
const unread: VoiceView = { isPlaying: false, positionMs: 0, durationMs: 0, speed: 1, peaks: flat, problem: null }

/** Number of recordings that are held ready; those that were read longest ago are read anew. */
const mostHeld = 30

interface Held {
  readonly playback: VoicePlayback
  readonly peaks: Peaks
  readonly address: string
}

export function createVoiceShelf(): VoiceShelf {
  const oneAtATime = createOneAtATime()
  const held = new Map<string, Held>()
  const reading = new Map<string, Promise<void>>()
  const views = new Map<string, VoiceView>()
  const listeners = new Map<string, Set<() => void>>()

  function put(key: string, view: VoiceView): void {
    views.set(key, view)
    for (const listener of listeners.get(key) ?? []) listener()
  }
  function draw(key: string): void {
    const one = held.get(key)
    if (!one) return
    const { isFailed, ...state } = one.playback.state()
    put(key, { ...state, peaks: one.peaks, problem: isFailed ? 'unplayable' : null })
  }
  function letGoOfOldest(): void {
    for (const [key, { playback, address }] of held) {
      if (held.size <= mostHeld) return
      if (playback.state().isPlaying) continue
      held.delete(key)
      playback.close()
      URL.revokeObjectURL(address)
    }
  }
  async function readNow(key: string, load: () => Promise<Blob>): Promise<void> {
    const content = await load()
    const { durationMs, peaks } = await readRecording(content, peakCount)
    const address = URL.createObjectURL(content)
    const playback = createVoicePlayback({ address, durationMs }, { oneAtATime, changed: () => draw(key) })
    held.set(key, { playback, peaks, address })
    letGoOfOldest()
    draw(key)
  }
  function read(key: string, load: () => Promise<Blob>): Promise<void> {
    if (held.has(key)) return Promise.resolve()
    const begun = reading.get(key) ?? readNow(key, load)
    reading.set(key, begun)
    return begun.then(undefined, () => put(key, { ...unread, problem: 'notHad' })).finally(() => reading.delete(key))
  }

  return {
    viewOf: (key) => views.get(key) ?? unread,
    subscribe: (key, changed) => {
      const heard = listeners.get(key) ?? new Set()
      listeners.set(key, heard.add(changed))
      return () => {
        heard.delete(changed)
        if (heard.size === 0) listeners.delete(key)
      }
    },
    read,
    toggle: (key, load) => {
      void read(key, load).then(() => held.get(key)?.playback.toggle())
    },
    seek: (key, positionMs) => held.get(key)?.playback.seek(positionMs),
    changeSpeed: (key) => held.get(key)?.playback.changeSpeed(),
    quiet: () => oneAtATime.begin({ pause: () => undefined }),
  }
}

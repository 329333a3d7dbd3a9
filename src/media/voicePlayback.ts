import { nextSpeed, type Speed } from '../shared/model/files/voice/playing.ts'

/** State of a recording that is heard. `durationMs`: 0 until it is known. */
export interface PlaybackState {
  readonly isPlaying: boolean
  readonly positionMs: number
  readonly durationMs: number
  readonly speed: Speed
  /** The browser cannot play it. */
  readonly isFailed: boolean
}

export interface VoicePlayback {
  readonly state: () => PlaybackState
  readonly toggle: () => void
  readonly pause: () => void
  /** Goes to this place (ms). */
  readonly seek: (positionMs: number) => void
  readonly changeSpeed: () => void
  /** Plays nothing more. */
  readonly close: () => void
}

/** Turn of a recording to play: when one begins, the one before it stops. */
export interface OneAtATime {
  readonly begin: (playback: Pick<VoicePlayback, 'pause'>) => void
}

export function createOneAtATime(): OneAtATime {
  let playing: Pick<VoicePlayback, 'pause'> | undefined
  return {
    begin: (next) => {
      if (playing !== next) playing?.pause()
      playing = next
    },
  }
}

/** Farther than any recording is long: the browser looks for the end, and so learns of it. */
const beyondS = 1e7

/**
 * Plays a recording at this address. `durationMs` is its length where that is known; recordings of browsers do not say it.
 * `changed` is called after each change of the state.
 */
export function createVoicePlayback(
  source: { readonly address: string; readonly durationMs: number | undefined },
  parts: { readonly oneAtATime: OneAtATime; readonly changed: () => void },
): VoicePlayback {
  const { changed } = parts
  const audio = new Audio()
  let speed: Speed = 1
  let isFailed = false
  let isLookingForEnd = false

  const durationMs = () => (Number.isFinite(audio.duration) ? audio.duration * 1_000 : (source.durationMs ?? 0))
  audio.preload = 'auto'
  audio.src = source.address
  audio.addEventListener('loadedmetadata', () => {
    if (audio.duration !== Number.POSITIVE_INFINITY) return
    isLookingForEnd = true
    audio.currentTime = beyondS
  })
  audio.addEventListener('durationchange', () => {
    if (!isLookingForEnd || !Number.isFinite(audio.duration)) return
    isLookingForEnd = false
    audio.currentTime = 0
  })
  audio.addEventListener('error', () => {
    isFailed = true
    changed()
  })
  for (const name of ['play', 'pause', 'timeupdate', 'seeked', 'ratechange', 'durationchange', 'ended'])
    audio.addEventListener(name, changed)

  const playback: VoicePlayback = {
    state: () => ({
      isPlaying: !audio.paused && !audio.ended,
      positionMs: isLookingForEnd ? 0 : Math.min(audio.currentTime * 1_000, durationMs()),
      durationMs: durationMs(),
      ...{ speed, isFailed },
    }),
    toggle: () => {
      if (!audio.paused && !audio.ended) {
        audio.pause()
        return
      }
      parts.oneAtATime.begin(playback)
      // Interrupted by a pause, or not to be played: the state says so.
      audio.play().then(undefined, () => undefined)
    },
    pause: () => audio.pause(),
    seek: (positionMs) => {
      audio.currentTime = positionMs / 1_000
    },
    changeSpeed: () => {
      speed = nextSpeed(speed)
      audio.playbackRate = speed
    },
    close: () => {
      audio.pause()
      audio.removeAttribute('src')
    },
  }
  return playback
}

import type { Clock } from '../shared/model/timing/clock.ts'
import { listenToLevel } from './soundLevel.ts'

/**
 * Reason why nothing can be recorded. `refused`: the person or the browser does not allow the microphone; `none`: there is none; `busy`:
 * another program has it; `insecure`: the page came over a connection without encryption; `unsupported`: the browser cannot record.
 */
export type MicrophoneFault = 'refused' | 'none' | 'busy' | 'insecure' | 'unsupported'

/** State of a recorder: `levels` are the loudness (from 0 to 1) of each tenth of a second so far. */
export type RecorderState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'recording'; readonly elapsedMs: number; readonly levels: readonly number[] }

export interface VoiceRecorder {
  readonly state: () => RecorderState
  /** Asks for the microphone and begins; resolves with why it did not. Does nothing while it is at it. */
  readonly start: () => Promise<MicrophoneFault | undefined>
  /** Ends the recording, and lets go of the microphone; the whole of it is handed to `recorded`. */
  readonly finish: () => void
  /** Throws away what there is, and lets go of the microphone. */
  readonly discard: () => void
}

/** Longest recording; it then ends by itself, and is kept. */
export const longestVoiceMs = 5 * 60_000
const tickMs = 100
/** Speech is understood well at so many bits a second, and five minutes have about 1 MB. */
const bitsPerSecond = 32_000

/** Forms of a recording, the one that most browsers play first. */
const forms = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const

/** `changed` is called after each change of the state, `recorded` with each recording that ended and has content. */
export function createVoiceRecorder(parts: {
  readonly clock: Pick<Clock, 'steady' | 'after'>
  readonly changed: () => void
  readonly recorded: (content: Blob) => void
}): VoiceRecorder {
  let state: RecorderState = { kind: 'idle' }
  let current: Recording | undefined
  /** Counts what was asked for, so that a microphone that comes late is let go of. */
  let asked = 0

  function put(next: RecorderState): void {
    state = next
    parts.changed()
  }
  function ended(content: Blob | undefined): void {
    current = undefined
    put({ kind: 'idle' })
    if (content && content.size > 0) parts.recorded(content)
  }

  return {
    state: () => state,
    start: async () => {
      if (state.kind !== 'idle') return undefined
      asked += 1
      const mine = asked
      put({ kind: 'asking' })
      const microphone = await openMicrophone()
      if (mine !== asked) {
        if ('stream' in microphone) release(microphone.stream)
        return undefined
      }
      if ('fault' in microphone) {
        put({ kind: 'idle' })
        return microphone.fault
      }
      current = record(microphone, parts.clock, {
        ended,
        ticked: (elapsedMs, levels) => put({ kind: 'recording', elapsedMs, levels }),
      })
      return undefined
    },
    finish: () => current?.finish(),
    discard: () => {
      asked += 1
      if (current) current.discard()
      else if (state.kind === 'asking') put({ kind: 'idle' })
    },
  }
}

type Microphone = { readonly stream: MediaStream; readonly form: string } | { readonly fault: MicrophoneFault }

async function openMicrophone(): Promise<Microphone> {
  if (!isSecureContext) return { fault: 'insecure' }
  if (!('mediaDevices' in navigator) || typeof MediaRecorder !== 'function') return { fault: 'unsupported' }
  const form = forms.find((one) => MediaRecorder.isTypeSupported(one))
  if (form === undefined) return { fault: 'unsupported' }
  return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).then(
    (stream) => ({ stream, form }),
    (error: unknown) => ({ fault: faultOf(error) }),
  )
}

function faultOf(error: unknown): MicrophoneFault {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'refused'
}

const release = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop()
}

interface Recording {
  readonly finish: () => void
  readonly discard: () => void
}

function record(
  { stream, form }: Extract<Microphone, { readonly stream: MediaStream }>,
  clock: Pick<Clock, 'steady' | 'after'>,
  listener: {
    readonly ticked: (elapsedMs: number, levels: readonly number[]) => void
    /** Undefined: it was thrown away. */
    readonly ended: (content: Blob | undefined) => void
  },
): Recording {
  const recorder = new MediaRecorder(stream, { mimeType: form, audioBitsPerSecond: bitsPerSecond })
  const level = listenToLevel(stream)
  const startedAtMs = clock.steady()
  const pieces: Blob[] = []
  let levels: readonly number[] = []
  let isDiscarded = false
  let cancelTick: () => void = () => undefined

  function tick(): void {
    const elapsedMs = clock.steady() - startedAtMs
    if (elapsedMs >= longestVoiceMs) {
      stop()
      return
    }
    levels = [...levels, level.read()]
    cancelTick = clock.after(tickMs, tick)
    listener.ticked(elapsedMs, levels)
  }
  function stop(): void {
    cancelTick()
    if (recorder.state !== 'inactive') recorder.stop()
  }
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data))
  // Also where the microphone is pulled out, or the telephone rings: what was said until then is kept.
  recorder.addEventListener('stop', () => {
    cancelTick()
    level.close()
    release(stream)
    listener.ended(isDiscarded ? undefined : new Blob(pieces, { type: form.replace(/;.*/, '') }))
  })
  recorder.start()
  tick()
  return {
    finish: stop,
    discard: () => {
      isDiscarded = true
      stop()
    },
  }
}

import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  createVoiceRecorder,
  type MicrophoneFault,
  type RecorderState,
  type VoiceRecorder,
} from '../../../media/voiceRecorder.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useVoices } from './voiceContext.ts'
import { voiceFileOf } from './voiceFileOf.ts'

/** A recorder as it is drawn. */
export interface RecorderView {
  readonly state: RecorderState
  /** Reason why nothing could be recorded when that was last asked for. */
  readonly fault: MicrophoneFault | null
  readonly start: () => void
  readonly finish: () => void
  readonly discard: () => void
}

/** Records for one conversation, as long as it is shown. What was said is handed to `onRecorded`, wherever the person is by then. */
export function useVoiceRecorder(isShown: boolean, onRecorded: (file: File) => void): RecorderView {
  const { t } = useTranslation()
  const voices = useVoices()
  const [state, setState] = useState<RecorderState>({ kind: 'idle' })
  const [fault, setFault] = useState<MicrophoneFault | null>(null)
  const current = useRef<VoiceRecorder | null>(null)

  const latest = useRef(onRecorded)
  latest.current = onRecorded
  // Nobody is recorded who does not see that; what was said is kept where it was begun.
  useEffect(() => {
    if (!isShown) current.current?.finish()
  }, [isShown])
  useEffect(() => () => current.current?.finish(), [])
  const start = useCallback(() => {
    if (current.current && current.current.state().kind !== 'idle') return
    voices.quiet()
    setFault(null)
    const recorder: VoiceRecorder = createVoiceRecorder({
      clock: systemClock,
      changed: () => setState(recorder.state()),
      recorded: (content) => latest.current(voiceFileOf(content, t)),
    })
    current.current = recorder
    void recorder.start().then((why) => setFault(why ?? null))
  }, [voices, t])

  return {
    ...{ state, fault, start },
    finish: () => current.current?.finish(),
    discard: () => current.current?.discard(),
  }
}

import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { longestVoiceMs } from '../../../media/voiceRecorder.ts'
import { minuteText } from '../../../shared/model/files/voice/playing.ts'
import { lastPeaks } from '../../../shared/model/files/voice/waveform.ts'
import type { RecorderView } from './useVoiceRecorder.ts'
import classes from './Voice.module.css'
import { peakCount } from './voiceShelf.ts'
import { Wave } from './Wave.tsx'

interface VoiceRecorderLineProps {
  readonly recorder: RecorderView
  /** Called before the line goes, which may have the focus. */
  readonly onLeave: () => void
}

/** Line on what is recorded now: how long and how loud; throw it away, or keep it to be heard. Nothing while nothing is. */
export function VoiceRecorderLine({ recorder, onLeave }: VoiceRecorderLineProps) {
  const { t } = useTranslation()
  const { state, fault } = recorder
  const done = useRef<HTMLButtonElement>(null)
  const isRecording = state.kind === 'recording'
  useEffect(() => {
    if (isRecording) done.current?.focus()
  }, [isRecording])
  const leave = (how: () => void) => {
    onLeave()
    how()
  }
  if (state.kind === 'idle')
    return fault === null ? null : (
      <p className={classes.problem} role="alert">
        {t(`media.microphone.${fault}`)}
      </p>
    )
  return (
    <fieldset className={classes.recorder} aria-label={t('media.recorder')}>
      <span className={isRecording ? classes.recording : undefined} role="status">
        {isRecording ? t('media.recording', { most: minuteText(longestVoiceMs) }) : t('media.asking')}
      </span>
      {isRecording && <span className={classes.time}>{minuteText(state.elapsedMs)}</span>}
      {isRecording && <Wave peaks={lastPeaks(state.levels, peakCount)} heard={1} />}
      <button type="button" onClick={() => leave(recorder.discard)}>
        {t('media.throwAway')}
      </button>
      {isRecording && (
        <button ref={done} type="button" className={classes.done} onClick={() => leave(recorder.finish)}>
          {t('media.done')}
        </button>
      )}
    </fieldset>
  )
}

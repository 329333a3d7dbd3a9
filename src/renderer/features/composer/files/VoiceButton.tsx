import { Mic } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useWriting } from '../../../state/writing.ts'
import type { RecorderView } from '../../../ui/media/useVoiceRecorder.ts'
import classes from './AttachButton.module.css'

/** Begins a voice message, and ends it. The key of the same action presses it. */
export function VoiceButton({ recorder }: { readonly recorder: RecorderView }) {
  const { t } = useTranslation()
  const { keys } = useWriting()
  const isIdle = recorder.state.kind === 'idle'
  return (
    <button
      type="button"
      className={classes.attach}
      aria-label={t('media.record')}
      aria-pressed={!isIdle}
      title={`${t('media.record')} (${keys.recordVoice})`}
      data-speak
      onClick={isIdle ? recorder.start : recorder.finish}
    >
      <Mic size={16} aria-hidden="true" />
    </button>
  )
}

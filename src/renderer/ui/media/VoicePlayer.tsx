import { Pause, Play } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { mostReadBytes } from '../../../media/readRecording.ts'
import { minuteText, placeByKey } from '../../../shared/model/files/voice/playing.ts'
import classes from './Voice.module.css'
import { useVoice, useVoices } from './voiceContext.ts'
import { Wave } from './Wave.tsx'

interface VoicePlayerProps {
  /** Key of the recording, the same wherever it is drawn. */
  readonly id: string
  readonly name: string
  readonly bytes: number
  /** Gets the content; rejects when it cannot be had now. */
  readonly load: () => Promise<Blob>
  readonly tabIndex?: number
}

/** A recording to be heard: play and pause, its wave, by which one goes to a place, its time, and how fast it plays. */
export function VoicePlayer({ id, name, bytes, load, tabIndex = 0 }: VoicePlayerProps) {
  const { t } = useTranslation()
  const voices = useVoices()
  const voice = useVoice(id)
  const { isPlaying, positionMs, durationMs, speed } = voice
  useEffect(() => {
    // Once it is drawn, as its wave says how long it is; what has no wave waits until somebody wants to hear it.
    if (bytes <= mostReadBytes) void voices.read(id, load)
  }, [voices, id, bytes, load])

  return (
    <fieldset className={classes.player} aria-label={t('media.voice', { name })}>
      <div className={classes.row}>
        <button
          type="button"
          className={classes.play}
          tabIndex={tabIndex}
          aria-label={t(isPlaying ? 'media.pause' : 'media.play', { name })}
          onClick={() => voices.toggle(id, load)}
        >
          {isPlaying ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        </button>
        <div
          className={classes.slider}
          role="slider"
          tabIndex={tabIndex}
          aria-label={t('media.placeIn', { name })}
          aria-valuemin={0}
          aria-valuemax={Math.round(durationMs / 1_000)}
          aria-valuenow={Math.round(positionMs / 1_000)}
          aria-valuetext={t('media.placeOf', { at: minuteText(positionMs), all: minuteText(durationMs) })}
          onKeyDown={(event) => {
            const place = placeByKey(event.key, positionMs, durationMs)
            if (place === undefined) return
            event.preventDefault()
            // Arrows lead from message to message elsewhere.
            event.stopPropagation()
            voices.seek(id, place)
          }}
          onPointerDown={(event) => {
            const { left, width } = event.currentTarget.getBoundingClientRect()
            if (width > 0) voices.seek(id, Math.min(Math.max((event.clientX - left) / width, 0), 1) * durationMs)
          }}
        >
          <Wave peaks={voice.peaks} heard={durationMs > 0 ? positionMs / durationMs : 0} />
        </div>
        <span className={classes.time}>{minuteText(isPlaying || positionMs > 0 ? positionMs : durationMs)}</span>
        <button
          type="button"
          className={classes.speed}
          tabIndex={tabIndex}
          aria-label={t('media.speed', { times: speed })}
          onClick={() => voices.changeSpeed(id)}
        >
          {speed}×
        </button>
      </div>
      {voice.problem !== null && (
        <p className={classes.problem} role="alert">
          {t(`media.${voice.problem}`)}
        </p>
      )}
    </fieldset>
  )
}

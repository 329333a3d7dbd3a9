import { type Peaks, waveformBox, waveformPath } from '../../../shared/model/files/voice/waveform.ts'
import classes from './Voice.module.css'

/** The wave of a recording, of which so large a part (from 0 to 1) was heard. It says nothing itself. */
export function Wave({ peaks, heard }: { readonly peaks: Peaks; readonly heard: number }) {
  const until = Math.round(heard * peaks.length)
  return (
    <svg
      className={classes.wave}
      viewBox={`0 0 ${peaks.length * waveformBox.perPeak} ${waveformBox.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={classes.heard} d={waveformPath(peaks, 0, until)} />
      <path d={waveformPath(peaks, until, peaks.length)} />
    </svg>
  )
}

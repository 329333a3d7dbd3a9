import { type Peaks, waveformBox, waveformPath } from '../../../shared/model/files/voice/waveform.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

/** Peaks of each wave on the page. */
export const peakCount = 48

export interface WaveElement {
  readonly root: SVGSVGElement
  /** Draws the peaks, of which so large a part (from 0 to 1) was heard. */
  readonly show: (peaks: Peaks, heard: number) => void
}

/** Draws the wave of a recording; it says nothing itself. */
export function createWaveElement(): WaveElement {
  const root = document.createElementNS(svgNamespace, 'svg')
  root.setAttribute('viewBox', `0 0 ${peakCount * waveformBox.perPeak} ${waveformBox.height}`)
  root.setAttribute('preserveAspectRatio', 'none')
  root.setAttribute('class', 'wave')
  root.setAttribute('aria-hidden', 'true')
  const part = (name: string) => {
    const path = document.createElementNS(svgNamespace, 'path')
    path.setAttribute('class', name)
    root.append(path)
    return path
  }
  const heardPart = part('heard')
  const otherPart = part('unheard')
  return {
    root,
    show: (peaks, heard) => {
      const until = Math.round(heard * peaks.length)
      heardPart.setAttribute('d', waveformPath(peaks, 0, until))
      otherPart.setAttribute('d', waveformPath(peaks, until, peaks.length))
    },
  }
}

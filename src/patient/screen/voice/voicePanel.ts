import { createVoiceRecorder, longestVoiceMs, type MicrophoneFault } from '../../../media/voiceRecorder.ts'
import { minuteText } from '../../../shared/model/files/voice/playing.ts'
import { lastPeaks } from '../../../shared/model/files/voice/waveform.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { icon } from '../icon.ts'
import { createWaveElement, peakCount } from './waveElement.ts'

/** The button that begins a voice message, and the panel that shows how it is recorded. */
export interface VoicePanel {
  readonly opener: HTMLButtonElement
  readonly root: HTMLElement
  /** Somebody speaks, or the browser asks whether they may. */
  readonly isBusy: () => boolean
}

/**
 * `begun` is called before the microphone is asked for, `changed` when it becomes busy or free, `recorded` with what was said, `faulted`
 * with why nothing can be recorded.
 */
export function createVoicePanel(parts: {
  readonly clock: Pick<Clock, 'steady' | 'after'>
  readonly begun: () => void
  readonly changed: () => void
  readonly recorded: (file: File) => void
  readonly faulted: (fault: MicrophoneFault) => void
}): VoicePanel {
  const recorder = createVoiceRecorder({
    clock: parts.clock,
    changed: draw,
    recorded: (content) => parts.recorded(new File([content], nameOf(content.type), { type: content.type })),
  })
  const opener = button('', () => void begin(), {
    ...{ class: 'speak', 'data-act': 'speak', 'aria-label': strings.record },
  })
  opener.append(icon('microphone'), element('span', {}, strings.speak))
  const said = element('p', { class: 'unseen', role: 'status' })
  const words = element('p', { class: 'recording' })
  const time = element('span', { class: 'time' })
  const wave = createWaveElement()
  const discard = button(strings.throwAway, () => end(recorder.discard))
  const finish = button(strings.recordingDone, () => end(recorder.finish), { class: 'done' })
  const meter = element('div', { class: 'player' }, time, wave.root)
  const panel = element('div', { class: 'voice-panel', role: 'group', 'aria-label': strings.record, hidden: true })
  panel.append(words, meter, element('div', { class: 'choices' }, discard, finish))

  async function begin(): Promise<void> {
    parts.begun()
    const fault = await recorder.start()
    if (fault) parts.faulted(fault)
    else if (recorder.state().kind === 'recording') finish.focus()
  }
  /** The panel goes, and the focus must not go with it. */
  function end(how: () => void): void {
    opener.focus()
    how()
  }
  function draw(): void {
    const state = recorder.state()
    // Whoever can write no more here is recorded no more; what was said is kept.
    if (state.kind === 'recording' && !panel.isConnected) {
      recorder.finish()
      return
    }
    const wasHidden = panel.hidden
    panel.hidden = state.kind === 'idle'
    if (panel.hidden && panel.contains(document.activeElement)) opener.focus()
    const isRecording = state.kind === 'recording'
    finish.hidden = !isRecording
    meter.hidden = !isRecording
    const text = isRecording ? strings.recording(longestVoiceMs / 60_000) : strings.askingForMicrophone
    if (words.textContent !== text) words.textContent = text
    if (!panel.hidden && said.textContent !== text) said.textContent = text
    if (panel.hidden) said.textContent = ''
    if (isRecording) {
      time.textContent = minuteText(state.elapsedMs)
      wave.show(lastPeaks(state.levels, peakCount), 1)
    }
    if (wasHidden !== panel.hidden) parts.changed()
  }

  return {
    opener,
    root: element('div', {}, panel, said),
    isBusy: () => recorder.state().kind !== 'idle',
  }
}

const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }

const nameOf = (mediaType: string) => `${strings.voiceName}.${endings[mediaType] ?? 'webm'}`

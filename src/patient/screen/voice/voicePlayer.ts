import { readRecording } from '../../../media/readRecording.ts'
import { createVoicePlayback, type OneAtATime, type VoicePlayback } from '../../../media/voicePlayback.ts'
import { minuteText, placeByKey } from '../../../shared/model/files/voice/playing.ts'
import type { Peaks } from '../../../shared/model/files/voice/waveform.ts'
import type { FileLoader, ShownFile } from '../../files/fileLoader.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { icon } from '../icon.ts'
import { createWaveElement, peakCount } from './waveElement.ts'

/** A recording to be heard: play and pause, its wave, by which one goes to a place, its time, and how fast it plays. */
export interface VoicePlayer {
  readonly root: HTMLElement
  /** Loads it and draws its wave; pressing play does so too. */
  readonly load: () => void
}

/** A recording as it was loaded. */
interface Loaded {
  readonly playback: VoicePlayback
  readonly peaks: Peaks
}

const flat: Peaks = Array.from({ length: peakCount }, () => 0)

export function createVoicePlayer(parts: {
  readonly file: ShownFile
  readonly files: FileLoader
  readonly oneAtATime: OneAtATime
}): VoicePlayer {
  const { file } = parts
  let loading: Promise<Loaded> | undefined
  let loaded: Loaded | undefined
  const act = (name: string) => `${name} ${file.key}`
  const play = button('', () => void toggle(), { class: 'round', 'data-act': act('play') })
  const wave = createWaveElement()
  const slider = element('div', { class: 'place', role: 'slider', tabindex: 0, 'data-act': act('place') }, wave.root)
  const time = element('span', { class: 'time' })
  const speed = button('', () => loaded?.playback.changeSpeed(), { class: 'speed', 'data-act': act('speed') })
  const problem = element('p', { class: 'instead', role: 'alert' })
  const row = element('div', { class: 'player' }, play, slider, time, speed)
  const root = element('div', { class: 'voice', role: 'group', 'aria-label': strings.voice(file.name) }, row, problem)

  function draw(): void {
    const state = loaded?.playback.state()
    // Nothing is heard of what is not on the screen any more.
    if (state?.isPlaying && !root.isConnected) loaded?.playback.pause()
    const { isPlaying = false, positionMs = 0, durationMs = 0, speed: now = 1, isFailed = false } = state ?? {}
    if (play.dataset.state !== String(isPlaying)) play.replaceChildren(icon(isPlaying ? 'pause' : 'play'))
    play.dataset.state = String(isPlaying)
    play.setAttribute('aria-label', isPlaying ? strings.pause(file.name) : strings.play(file.name))
    wave.show(loaded?.peaks ?? flat, durationMs > 0 ? positionMs / durationMs : 0)
    slider.setAttribute('aria-label', strings.placeIn(file.name))
    slider.setAttribute('aria-valuemin', '0')
    slider.setAttribute('aria-valuemax', String(Math.round(durationMs / 1_000)))
    slider.setAttribute('aria-valuenow', String(Math.round(positionMs / 1_000)))
    slider.setAttribute('aria-valuetext', strings.placeOf(minuteText(positionMs), minuteText(durationMs)))
    time.textContent = minuteText(isPlaying || positionMs > 0 ? positionMs : durationMs)
    speed.textContent = `${now}×`
    speed.setAttribute('aria-label', strings.speed(now))
    setText(problem, isFailed ? strings.unplayable : '')
  }
  async function read(): Promise<Loaded> {
    const { address, content } = await parts.files.load(file)
    const { durationMs, peaks } = await readRecording(content, peakCount)
    const playback = createVoicePlayback({ address, durationMs }, { oneAtATime: parts.oneAtATime, changed: draw })
    loaded = { playback, peaks }
    draw()
    return loaded
  }
  /** Once, unless it could not be had. */
  function load(): Promise<Loaded> {
    loading ??= read()
    loading.then(undefined, () => {
      loading = undefined
    })
    return loading
  }
  async function toggle(): Promise<void> {
    setText(problem, '')
    await load().then(
      ({ playback }) => playback.toggle(),
      () => setText(problem, strings.downloadFailed),
    )
  }

  listenToPlace(slider, () => loaded?.playback)
  draw()
  return {
    root,
    load: () => {
      // What cannot be had now is asked for again by who wants to hear it.
      load().then(undefined, () => undefined)
    },
  }
}

/** Goes to a place of the recording by keys, and to where it is pressed. */
function listenToPlace(slider: HTMLElement, playback: () => VoicePlayback | undefined): void {
  slider.addEventListener('keydown', (event) => {
    const { positionMs, durationMs } = playback()?.state() ?? { positionMs: 0, durationMs: 0 }
    const place = placeByKey(event.key, positionMs, durationMs)
    if (place === undefined) return
    event.preventDefault()
    playback()?.seek(place)
  })
  slider.addEventListener('pointerdown', (event) => {
    const { left, width } = slider.getBoundingClientRect()
    const durationMs = playback()?.state().durationMs ?? 0
    if (width > 0) playback()?.seek(Math.min(Math.max((event.clientX - left) / width, 0), 1) * durationMs)
  })
}

/** Only a change is worth reading out. */
function setText(to: HTMLElement, text: string): void {
  if (to.textContent !== text) to.textContent = text
}

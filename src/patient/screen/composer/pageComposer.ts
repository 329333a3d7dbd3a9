import type { MicrophoneFault } from '../../../media/voiceRecorder.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { DraftFiles, FileProblem } from '../../files/draftFiles.ts'
import type { FileLoader } from '../../files/fileLoader.ts'
import type { ChosenFile } from '../../store/keptRows.ts'
import { strings } from '../../strings.ts'
import { element } from '../element.ts'
import { createVoicePanel, type VoicePanel } from '../voice/voicePanel.ts'
import type { VoicePlayers } from '../voice/voicePlayers.ts'
import { createChosenFiles } from './chosenFiles.ts'
import { createFilePicker } from './filePicker.ts'
import { createMessageField, type MessageField } from './messageField.ts'
import { takeDropped } from './takeDropped.ts'

export interface PageComposer {
  readonly root: HTMLElement
  /** Draws the files that were chosen. */
  readonly showFiles: () => void
  /** Files that are dropped on this are taken. */
  readonly takeFrom: (area: HTMLElement) => void
}

/**
 * Creates the form in which the person writes and adds files. `send` resolves when the message is kept; what cannot be is put
 * back. `draft` is the text from before, `changed` is called with every change of it.
 */
export function createPageComposer(parts: {
  readonly draft: string
  readonly draftFiles: DraftFiles
  readonly files: FileLoader
  readonly voices: VoicePlayers
  readonly clock: Pick<Clock, 'steady' | 'after'>
  readonly changed: (text: string) => void
  readonly send: (text: string, files: readonly ChosenFile[]) => Promise<void>
}): PageComposer {
  const { draftFiles } = parts
  const isTouch = matchMedia('(pointer: coarse)').matches
  const changed = (text: string) => {
    parts.changed(text)
    showReady()
  }
  const field = createMessageField({ ...parts, changed, isTouch, submit: () => void submit() })
  const problems = createFileProblems()
  const choose = (files: readonly File[]) => {
    void take(files)
    if (!isTouch) field.root.focus()
  }
  const picker = createFilePicker(choose)
  const voice = createVoicePanel({
    clock: parts.clock,
    begun: () => {
      problems.clear()
      parts.voices.quiet()
    },
    changed: () => showReady(),
    recorded: (file) => void take([file]).then(chosen.focusRecording),
    faulted: problems.showMicrophone,
  })
  const chosen = createChosenFiles({
    ...{ files: parts.files, voices: parts.voices },
    remove: (id) => {
      problems.clear()
      draftFiles.remove(id)
    },
    focusAfter: () => field.root.focus(),
  })
  const label = element('label', { class: 'unseen', for: 'message' }, strings.write)
  const send = element('button', { type: 'submit' }, strings.send)
  const row = element('div', { class: 'write' }, picker.opener, voice.opener, label, field.root, send)
  const root = element('form', { class: 'composer' }, problems.root, chosen.root, picker.panel, voice.root, row)
  root.append(field.problem)

  /** The answer comes also for what cannot be taken. */
  async function take(files: readonly File[]): Promise<void> {
    problems.clear()
    problems.show(await draftFiles.add(files))
  }
  const heldBecause = () => holdOf({ field, voice, draftFiles })
  function showReady(): void {
    send.setAttribute('aria-disabled', String(heldBecause() !== undefined))
  }
  function showFiles(): void {
    chosen.show(draftFiles.files(), draftFiles.isBusy())
    showReady()
  }
  const submit = createSubmit({
    ...{ root, draftFiles, field, heldBecause, send: parts.send },
    taken: () => {
      problems.clear()
      showReady()
    },
    done: () => changed(field.root.value),
  })
  showFiles()

  return {
    root,
    showFiles,
    takeFrom: (area) => {
      takeDropped(area, field.root, (files) => {
        if (root.isConnected) choose(files)
      })
    },
  }
}

/** Returns why nothing can be sent now; undefined when something can. */
function holdOf(parts: {
  readonly field: Pick<MessageField, 'text'>
  readonly voice: Pick<VoicePanel, 'isBusy'>
  readonly draftFiles: Pick<DraftFiles, 'files' | 'isBusy'>
}): string | undefined {
  const { field, voice, draftFiles } = parts
  const text = field.text()
  if (text === undefined) return strings.tooLong
  if (voice.isBusy()) return strings.finishRecording
  return text === '' && draftFiles.files().length === 0 && !draftFiles.isBusy() ? strings.nothingToSend : undefined
}

/** Lines on files that were not taken, and on a microphone that is not to be had. */
function createFileProblems() {
  const root = element('div', { class: 'problem', role: 'alert' })
  return {
    root,
    clear: () => root.replaceChildren(),
    show: (problems: readonly FileProblem[]) =>
      root.append(...problems.map((one) => element('p', { dir: 'auto' }, strings.fileProblem(one)))),
    showMicrophone: (fault: MicrophoneFault) => root.replaceChildren(element('p', {}, strings.microphone[fault])),
  }
}

/** Sends the message when the form is submitted, one at a time, and returns how to do so. `taken` is called when it has left the field, `done` when it is kept or put back. */
function createSubmit(parts: {
  readonly root: HTMLElement
  readonly draftFiles: DraftFiles
  readonly field: MessageField
  readonly heldBecause: () => string | undefined
  readonly send: (text: string, files: readonly ChosenFile[]) => Promise<void>
  readonly taken: () => void
  readonly done: () => void
}): () => Promise<void> {
  const { root, draftFiles, field } = parts
  let isSubmitting = false
  async function submit(): Promise<void> {
    if (isSubmitting) return
    isSubmitting = true
    // What was just chosen belongs to this message.
    await draftFiles.ready()
    isSubmitting = false
    // Who has left meanwhile leaves nothing behind.
    if (!root.isConnected) return
    const why = parts.heldBecause()
    const text = field.text()
    if (why !== undefined || text === undefined) {
      field.report(why ?? '')
      return
    }
    const files = draftFiles.take()
    // At once, since the person may write on while the text is being kept.
    field.clear()
    parts.taken()
    field.root.focus()
    try {
      await parts.send(text, files)
    } catch {
      field.putBack(text)
      draftFiles.putBack(files)
    }
    parts.done()
  }
  root.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  return submit
}

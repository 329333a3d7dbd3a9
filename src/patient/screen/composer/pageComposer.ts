import type { DraftFiles, FileProblem } from '../../files/draftFiles.ts'
import type { FileLoader } from '../../files/fileLoader.ts'
import type { ChosenFile } from '../../store/keptRows.ts'
import { strings } from '../../strings.ts'
import { element } from '../element.ts'
import { createChosenFiles } from './chosenFiles.ts'
import { createFilePicker } from './filePicker.ts'
import { createMessageField } from './messageField.ts'
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
  readonly changed: (text: string) => void
  readonly send: (text: string, files: readonly ChosenFile[]) => Promise<void>
}): PageComposer {
  const { draftFiles } = parts
  const isTouch = matchMedia('(pointer: coarse)').matches
  const field = createMessageField({ ...parts, isTouch, submit: () => void submit() })
  const fileProblems = element('div', { class: 'problem', role: 'alert' })
  const picker = createFilePicker(add)
  const chosen = createChosenFiles({
    files: parts.files,
    remove: (id) => {
      fileProblems.replaceChildren()
      draftFiles.remove(id)
    },
    focusAfter: () => field.root.focus(),
  })
  const label = element('label', { class: 'unseen', for: 'message' }, strings.write)
  const send = element('button', { type: 'submit' }, strings.send)
  const row = element('div', { class: 'write' }, picker.opener, label, field.root, send)
  const root = element('form', { class: 'composer' }, fileProblems, chosen.root, picker.panel, row, field.problem)
  let isSubmitting = false

  function add(files: readonly File[]): void {
    fileProblems.replaceChildren()
    // The answer comes also for what cannot be taken.
    void draftFiles.add(files).then(showProblems)
    if (!isTouch) field.root.focus()
  }
  function showProblems(problems: readonly FileProblem[]): void {
    fileProblems.append(...problems.map((one) => element('p', { dir: 'auto' }, strings.fileProblem(one))))
  }
  const showFiles = () => chosen.show(draftFiles.files(), draftFiles.isBusy())

  async function submit(): Promise<void> {
    if (isSubmitting) return
    isSubmitting = true
    // What was just chosen belongs to this message.
    await draftFiles.ready()
    isSubmitting = false
    // Who has left meanwhile leaves nothing behind.
    if (!root.isConnected) return
    const text = field.text()
    if (text === undefined) return
    if (text === '' && draftFiles.files().length === 0) {
      field.reportEmpty()
      return
    }
    const files = draftFiles.take()
    // At once, since the person may write on while the text is being kept.
    field.clear()
    fileProblems.replaceChildren()
    field.root.focus()
    try {
      await parts.send(text, files)
    } catch {
      field.putBack(text)
      draftFiles.putBack(files)
    }
    parts.changed(field.root.value)
  }
  root.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  showFiles()

  return {
    root,
    showFiles,
    takeFrom: (area) => {
      takeDropped(area, field.root, (files) => {
        if (root.isConnected) add(files)
      })
    },
  }
}

import { hasVisibleText } from '../../shared/model/text/visibleText.ts'
import { fitsMessage } from '../../shared/protocol/limits.ts'
import type { DraftFiles, FileProblem } from '../files/draftFiles.ts'
import type { FileLoader } from '../files/fileLoader.ts'
import type { ChosenFile } from '../store/keptRows.ts'
import { strings } from '../strings.ts'
import { createChosenFiles } from './chosenFiles.ts'
import { element } from './element.ts'
import { createFilePicker } from './filePicker.ts'
import { takeDropped } from './takeDropped.ts'

export interface Composer {
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
export function createComposer(parts: {
  readonly draft: string
  readonly draftFiles: DraftFiles
  readonly files: FileLoader
  readonly changed: (text: string) => void
  readonly send: (text: string, files: readonly ChosenFile[]) => Promise<void>
}): Composer {
  const { draftFiles } = parts
  const field = element('textarea', {
    id: 'message',
    rows: 1,
    dir: 'auto',
    autocomplete: 'off',
    enterkeyhint: 'send',
    'aria-describedby': 'problem',
    placeholder: strings.write,
  })
  const send = element('button', { type: 'submit' }, strings.send)
  const problem = element('p', { id: 'problem', class: 'problem', role: 'alert' })
  const fileProblems = element('div', { class: 'problem', role: 'alert' })
  const label = element('label', { class: 'unseen', for: 'message' }, strings.write)
  const picker = createFilePicker(add)
  const chosen = createChosenFiles({
    files: parts.files,
    remove: (id) => {
      fileProblems.replaceChildren()
      draftFiles.remove(id)
    },
    focusAfter: () => field.focus(),
  })
  const row = element('div', { class: 'write' }, picker.opener, label, field, send)
  const root = element('form', { class: 'composer' }, fileProblems, chosen.root, picker.panel, row, problem)
  const isTouch = matchMedia('(pointer: coarse)').matches
  let isSubmitting = false

  field.value = parts.draft
  function grow(): void {
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + 2}px`
  }
  function check(): void {
    problem.textContent = fitsMessage(field.value) ? '' : strings.tooLong
  }
  function add(files: readonly File[]): void {
    fileProblems.replaceChildren()
    // The answer comes also for what cannot be taken.
    void draftFiles.add(files).then(showProblems)
    if (!isTouch) field.focus()
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
    const text = hasVisibleText(field.value) ? field.value : ''
    if ((text === '' && draftFiles.files().length === 0) || !fitsMessage(text)) return
    const files = draftFiles.take()
    // At once, since the person may write on while the text is being kept.
    field.value = ''
    fileProblems.replaceChildren()
    grow()
    field.focus()
    try {
      await parts.send(text, files)
    } catch {
      field.value = field.value === '' ? text : `${text}\n${field.value}`
      draftFiles.putBack(files)
      grow()
      problem.textContent = strings.ends.unsupported.text
    }
    parts.changed(field.value)
  }

  field.addEventListener('input', () => {
    grow()
    check()
    parts.changed(field.value)
  })
  field.addEventListener('keydown', (event) => {
    // On a keyboard of glass the key for a new line is this one; there the button sends.
    if (event.key !== 'Enter' || event.shiftKey || isTouch || endsComposition(event)) return
    event.preventDefault()
    void submit()
  })
  root.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  requestAnimationFrame(grow)
  showFiles()

  return {
    root,
    showFiles,
    takeFrom: (area) => {
      takeDropped(area, field, (files) => {
        if (root.isConnected) add(files)
      })
    },
  }
}

/** The key belongs to the word that is being composed. Safari tells of the end of it first; there only the old code still says so. */
function endsComposition({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

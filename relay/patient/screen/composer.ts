import { fitsMessage } from '../../../src/shared/protocol/limits.ts'
import { strings } from '../strings.ts'
import { element } from './element.ts'

export interface Composer {
  readonly root: HTMLElement
  /** Takes the form away: there is nobody to write to any more. */
  readonly close: () => void
}

/**
 * Where the person writes. `send` resolves when the message is kept; a text that cannot be is put back. `draft` is the text from
 * before, `changed` hears every change of it.
 */
export function createComposer(parts: {
  readonly draft: string
  readonly changed: (text: string) => void
  readonly send: (text: string) => Promise<void>
}): Composer {
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
  const problem = element('p', { id: 'problem', role: 'alert' })
  const label = element('label', { class: 'unseen', for: 'message' }, strings.write)
  const root = element('form', { class: 'composer' }, label, field, send, problem)
  const isTouch = matchMedia('(pointer: coarse)').matches

  field.value = parts.draft
  function grow(): void {
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + 2}px`
  }
  function check(): void {
    problem.textContent = fitsMessage(field.value.trim()) ? '' : strings.tooLong
  }

  async function submit(): Promise<void> {
    const text = field.value.trim()
    if (text === '' || !fitsMessage(text)) return
    // At once, since the person may write on while the text is being kept.
    field.value = ''
    grow()
    field.focus()
    try {
      await parts.send(text)
    } catch {
      field.value = field.value === '' ? text : `${text}\n${field.value}`
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
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch) return
    event.preventDefault()
    void submit()
  })
  root.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  requestAnimationFrame(grow)

  return { root, close: () => root.remove() }
}

import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { fitsMessage } from '../../../shared/protocol/limits.ts'
import { strings } from '../../strings.ts'
import { element } from '../element.ts'

/** The field that a message is written in. */
export interface MessageField {
  readonly root: HTMLTextAreaElement
  /** Line below the field: what is wrong with the text. */
  readonly problem: HTMLElement
  /** Returns the text, empty where nothing of it can be seen; undefined while it is too long. */
  readonly text: () => string | undefined
  /** Reports that there is nothing to send, where something was typed of which nothing can be seen. */
  readonly reportEmpty: () => void
  readonly clear: () => void
  /** Puts a text back that could not be kept, before what has been written since. */
  readonly putBack: (text: string) => void
}

/** `draft` is the text from before, `changed` is called with every change of it by the person, `submit` when they press Enter. */
export function createMessageField(parts: {
  readonly draft: string
  readonly isTouch: boolean
  readonly changed: (text: string) => void
  readonly submit: () => void
}): MessageField {
  const root = element('textarea', {
    id: 'message',
    rows: 1,
    dir: 'auto',
    autocomplete: 'off',
    enterkeyhint: 'send',
    'aria-describedby': 'problem',
    placeholder: strings.write,
  })
  const problem = element('p', { id: 'problem', class: 'problem', role: 'alert' })
  root.value = parts.draft
  function grow(): void {
    root.style.blockSize = 'auto'
    root.style.blockSize = `${root.scrollHeight + 2}px`
  }
  root.addEventListener('input', () => {
    grow()
    problem.textContent = fitsMessage(root.value) ? '' : strings.tooLong
    parts.changed(root.value)
  })
  root.addEventListener('keydown', (event) => {
    // On a keyboard of glass the key for a new line is this one; there the button sends.
    if (event.key !== 'Enter' || event.shiftKey || parts.isTouch || endsComposition(event)) return
    event.preventDefault()
    parts.submit()
  })
  requestAnimationFrame(grow)

  return {
    root,
    problem,
    text: () => {
      const text = hasVisibleText(root.value) ? root.value : ''
      return fitsMessage(text) ? text : undefined
    },
    reportEmpty: () => {
      if (root.value !== '') problem.textContent = strings.nothingToSend
    },
    clear: () => {
      root.value = ''
      grow()
    },
    putBack: (text) => {
      root.value = root.value === '' ? text : `${text}\n${root.value}`
      grow()
      problem.textContent = strings.ends.unsupported.text
    },
  }
}

/** Returns whether the key belongs to the word that is being composed. Safari sends the end of it first; there only the old code is left. */
function endsComposition({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

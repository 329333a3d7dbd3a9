import { flushSync } from 'react-dom'

/** The field of the palette. */
export const jumpFieldId = 'jump-field'

/**
 * Opens the palette and puts the focus into its field before it returns: a key that is pressed right after must not reach what
 * had the focus, which may be the text to a patient. Where the field is not there the key reaches nobody.
 */
export function openJump(open: () => void, page: Document): void {
  flushSync(open)
  const field = page.getElementById(jumpFieldId)
  if (field) field.focus()
  else if (page.activeElement instanceof HTMLElement) page.activeElement.blur()
}

import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { icon } from '../icon.ts'

export interface FilePicker {
  /** The button that opens what follows. */
  readonly opener: HTMLButtonElement
  readonly panel: HTMLElement
}

/** HEIC is left out, so that a phone which takes such photos turns them into JPEG, which everyone can see. */
const accepted = 'image/jpeg,image/png,image/webp,image/gif,application/pdf'

/**
 * Creates the picker of pictures and files: from this device, or its camera where there is one to be held. `picked` is called
 * with what was chosen.
 */
export function createFilePicker(picked: (files: readonly File[]) => void): FilePicker {
  const isTouch = matchMedia('(pointer: coarse)').matches
  const stored = input({ multiple: true })
  const taken = input({ capture: 'environment' })
  const opener = button('', () => setOpen(panel.hidden !== false), {
    class: 'attach',
    'aria-label': strings.attach,
    'aria-expanded': 'false',
    'aria-controls': 'picker',
  })
  opener.append(icon('attach'))
  const choose = element('button', { type: 'button' }, icon('picture'), strings.choose)
  const takePhoto = element('button', { type: 'button' }, icon('camera'), strings.takePhoto)
  const hint = isTouch ? strings.attachHint : `${strings.attachHint} ${strings.attachByHand}`
  const panel = element(
    'div',
    { id: 'picker', class: 'picker', role: 'group', 'aria-label': strings.attach, hidden: true },
    ...(isTouch ? [takePhoto] : []),
    ...[choose, element('p', {}, hint), stored, taken],
  )

  function input(more: { readonly multiple: true } | { readonly capture: string }): HTMLInputElement {
    const field = element('input', {
      type: 'file',
      accept: accepted,
      hidden: true,
      'aria-label': strings.attach,
      ...more,
    })
    field.addEventListener('change', () => {
      const files = [...(field.files ?? [])]
      // The same file can be chosen again.
      field.value = ''
      setOpen(false)
      opener.focus()
      if (files.length > 0) picked(files)
    })
    return field
  }
  function setOpen(isOpen: boolean): void {
    panel.hidden = !isOpen
    opener.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) panel.querySelector('button')?.focus()
  }
  choose.addEventListener('click', () => stored.click())
  takePhoto.addEventListener('click', () => taken.click())
  const closeByKey = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || panel.hidden) return
    setOpen(false)
    opener.focus()
  }
  panel.addEventListener('keydown', closeByKey)
  opener.addEventListener('keydown', closeByKey)
  return { opener, panel }
}

import { strings } from '../strings.ts'
import { button, element } from './element.ts'
import { icon } from './icon.ts'

export interface PictureDialog {
  readonly root: HTMLDialogElement
  /** Shows a picture as large as the screen lets it; the focus then goes back to where it was. */
  readonly open: (picture: { readonly address: string; readonly name: string }) => void
}

/** Creates the dialog that shows a picture. Escape, its button, and a press beside the picture close it. */
export function createPictureDialog(): PictureDialog {
  const picture = element('img', { alt: '' })
  const title = element('h2', { id: 'picture-name', dir: 'auto' })
  const larger = button(strings.largerPicture, () => setActual(larger.getAttribute('aria-pressed') !== 'true'), {
    'aria-pressed': 'false',
  })
  const close = button('', () => root.close(), { 'aria-label': strings.closePicture, class: 'round' })
  close.append(icon('close'))
  // Can be moved with the keys where it is larger than the screen.
  const frame = element(
    'div',
    { class: 'frame', tabindex: 0, role: 'group', 'aria-labelledby': 'picture-name' },
    picture,
  )
  const bar = element('div', { class: 'bar' }, title, larger, close)
  const root = element('dialog', { class: 'picture-dialog', 'aria-labelledby': 'picture-name' }, bar, frame)

  function setActual(isActual: boolean): void {
    larger.setAttribute('aria-pressed', String(isActual))
    frame.classList.toggle('actual', isActual)
  }
  frame.addEventListener('click', ({ target }) => {
    if (target === frame) root.close()
  })
  root.addEventListener('close', () => picture.removeAttribute('src'))

  return {
    root,
    open: ({ address, name }) => {
      setActual(false)
      title.textContent = name
      picture.alt = strings.picture(name)
      picture.src = address
      root.showModal()
      close.focus()
    },
  }
}

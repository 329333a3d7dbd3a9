import type { FileLoader } from '../../files/fileLoader.ts'
import type { ChosenFile } from '../../store/keptRows.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { icon } from '../icon.ts'
import { isDrawn } from '../messages/fileElement.ts'

export interface ChosenFiles {
  readonly root: HTMLElement
  readonly show: (files: readonly ChosenFile[], isBusy: boolean) => void
}

/** The files that go with the message that is being written, each to be looked at and taken out again. */
export function createChosenFiles(parts: {
  readonly files: FileLoader
  readonly remove: (id: string) => void
  /** Moves the focus when the last one was removed. */
  readonly focusAfter: () => void
}): ChosenFiles {
  const list = element('ul', { 'aria-label': strings.chosen })
  const announced = element('p', { class: 'unseen', role: 'status' })
  const waits = element('p', { class: 'instead', hidden: true }, strings.preparing)
  const root = element('div', { class: 'chosen' }, list, waits, announced)
  const shown = new Map<string, HTMLLIElement>()

  function item(file: ChosenFile): HTMLLIElement {
    const remove = button('', () => removeFromSessions(file.id), {
      'aria-label': strings.removeFile(file.name),
      class: 'round',
    })
    remove.append(icon('close'))
    const look = element('span', { class: 'look' }, icon(isDrawn(file) ? 'picture' : 'file'))
    const name = element('span', { class: 'file-name', dir: 'auto' }, file.name)
    if (isDrawn(file))
      parts.files.load({ ...file, key: file.id, isHere: true }).then(
        ({ address, isSmallPicture }) => {
          if (!isSmallPicture) return
          const picture = element('img', { src: address, alt: '' })
          picture.addEventListener('error', () => look.replaceChildren(icon('picture')))
          look.replaceChildren(picture)
        },
        () => undefined,
      )
    const size = element('span', { class: 'size' }, strings.size(file.bytes))
    return element('li', { 'data-chosen': file.id }, look, element('span', { class: 'what' }, name, size), remove)
  }

  /** The focus remains in the list: it goes to the next one, or to the one before. */
  function removeFromSessions(id: string): void {
    const gone = shown.get(id)
    const next = gone?.nextElementSibling ?? gone?.previousElementSibling
    parts.remove(id)
    const to = next?.querySelector('button')
    if (to) to.focus()
    else parts.focusAfter()
  }

  return {
    root,
    show: (files, isBusy) => {
      waits.hidden = !isBusy
      const ids = new Set(files.map(({ id }) => id))
      for (const [id, gone] of shown) {
        if (ids.has(id)) continue
        gone.remove()
        shown.delete(id)
      }
      const added = files.filter(({ id }) => !shown.has(id))
      for (const file of added) {
        const made = item(file)
        shown.set(file.id, made)
        list.append(made)
      }
      list.hidden = files.length === 0
      if (added.length > 0) announced.textContent = strings.added(added.length)
      else if (files.length === 0) announced.textContent = ''
    },
  }
}

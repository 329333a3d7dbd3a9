import type { FileLoader, ShownFile } from '../../files/fileLoader.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { icon } from '../icon.ts'

export interface FileActions {
  readonly files: FileLoader
  readonly openPicture: (picture: { readonly address: string; readonly name: string }) => void
  /** Does this when the element comes near to what is in view. */
  readonly whenNear: (element: Element, task: () => void) => void
}

/** Kinds of pictures that every browser draws, and that run nothing. */
const drawn: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])

/** Returns whether the browser can show the file as a picture. */
export function isDrawn({ mediaType }: Pick<ShownFile, 'mediaType'>): boolean {
  return drawn.has(mediaType)
}

/** A file of a message: a picture that opens larger, a recording that plays, or what can be saved. */
export function fileElement(file: ShownFile, actions: FileActions): HTMLElement {
  if (isDrawn(file)) return pictureElement(file, actions)
  return file.mediaType.startsWith('audio/') ? voiceElement(file, actions) : paperElement(file, actions)
}

/** A picture that would take more memory than the device may have is shown as a file that can be saved. */
function pictureElement(file: ShownFile, actions: FileActions): HTMLElement {
  const { files, openPicture, whenNear } = actions
  const figure = element('figure', { class: 'picture' }, element('p', { class: 'instead' }, strings.pictureWaits))

  function failed(): void {
    const again = button(strings.loadAgain, load)
    figure.replaceChildren(element('p', { class: 'instead', role: 'status' }, strings.pictureFailed), again)
  }
  function load(): void {
    files.load(file).then(({ address, isSmallPicture }) => {
      if (!isSmallPicture) {
        figure.replaceWith(paperElement(file, actions))
        return
      }
      const picture = element('img', { src: address, alt: strings.openPicture(file.name) })
      picture.addEventListener('error', failed)
      figure.replaceChildren(openButton(picture))
    }, failed)
  }
  function openButton(picture: HTMLImageElement): HTMLButtonElement {
    const open = element('button', { type: 'button', class: 'open', 'aria-haspopup': 'dialog' }, picture)
    // It may have been let go of meanwhile.
    const show = () => files.load(file).then(({ address }) => openPicture({ address, name: file.name }), failed)
    open.addEventListener('click', () => void show())
    return open
  }
  whenNear(figure, load)
  return figure
}

function paperElement(file: ShownFile, { files }: FileActions): HTMLElement {
  const problem = element('p', { class: 'instead', role: 'alert' })
  const name = element('span', { class: 'file-name', dir: 'auto' }, file.name)
  const size = element('span', { class: 'size' }, strings.size(file.bytes))
  const parts = element('div', { class: 'file' }, icon('file'), element('div', {}, name, size))
  if (!file.isHere) parts.append(saveButton(file, files, problem))
  return element('div', {}, parts, problem)
}

function saveButton(file: ShownFile, files: FileLoader, problem: HTMLElement): HTMLButtonElement {
  const save = () =>
    files.load(file).then(
      ({ address }) => element('a', { href: address, download: file.name }).click(),
      () => {
        problem.textContent = strings.downloadFailed
      },
    )
  return button(
    strings.save,
    () => {
      problem.textContent = ''
      void save()
    },
    { 'aria-label': strings.download(file.name) },
  )
}

/** Loaded when it is asked for: a recording may be long, and the line slow. */
function voiceElement(file: ShownFile, actions: FileActions): HTMLElement {
  const whole = paperElement(file, actions)
  const problem = element('p', { class: 'instead', role: 'alert' })
  const play = button(strings.play(file.name), () => {
    problem.textContent = ''
    actions.files.load(file).then(
      ({ address }) => {
        const player = element('audio', { src: address, controls: true, 'aria-label': strings.voice(file.name) })
        player.addEventListener('error', () => {
          problem.textContent = strings.downloadFailed
        })
        play.replaceWith(player)
        player.focus()
        player.play().then(undefined, () => undefined)
      },
      () => {
        problem.textContent = strings.downloadFailed
      },
    )
  })
  return element('div', { class: 'voice' }, play, problem, whole)
}

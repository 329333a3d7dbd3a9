import type { Attachment } from '../../../src/shared/model/attachment.ts'
import type { FailureKind } from '../../../src/shared/model/failure.ts'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import type { FileLoader } from '../fileLoader.ts'
import type { MessageRow, Row } from '../rows.ts'
import { strings } from '../strings.ts'
import { button, element } from './element.ts'

export interface RowActions {
  readonly files: FileLoader
  readonly again: (id: EntryId) => void
  readonly discard: (id: EntryId) => void
}

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
/** Kinds of pictures that every browser draws, and that run nothing. */
const drawn: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])

/** One row of the list. */
export function rowElement(row: Row, actions: RowActions): HTMLLIElement {
  if (row.kind === 'day') return element('li', { class: 'day' }, dayFormat.format(row.at))
  if (row.kind === 'notice') return element('li', { class: 'notice', dir: 'auto', 'data-seq': row.seq }, row.text)
  return messageElement(row, actions)
}

function messageElement(row: MessageRow, actions: RowActions): HTMLLIElement {
  const item = element('li', {
    class: `message${row.isOwn ? ' own' : ''}${row.isFirst ? ' first' : ''}`,
    'data-seq': row.seq,
    'data-message': row.id,
  })
  if (row.isFirst && !row.isOwn) {
    const role = element('span', { class: 'role' }, strings.roles[row.role])
    item.append(element('p', { class: 'name' }, element('bdi', {}, row.name), ' ', role))
  } else {
    item.append(element('span', { class: 'unseen' }, row.name))
  }
  const bubble = element('div', { class: 'bubble' })
  if (row.quote) {
    const name = element('bdi', { class: 'quoted' }, row.quote.name)
    bubble.append(element('blockquote', { dir: 'auto' }, name, ' ', row.quote.text))
  }
  if (row.instead !== undefined) bubble.append(element('p', { class: 'instead' }, row.instead))
  if (row.text !== '') bubble.append(element('p', { class: 'text', dir: 'auto' }, row.text))
  for (const attachment of row.attachments) bubble.append(attachmentElement(attachment, actions.files))
  item.append(bubble)
  if (row.reactions.length > 0) {
    const reactions = row.reactions.map(({ emoji, count }) => strings.reactions(emoji, count))
    item.append(element('p', { class: 'reactions' }, reactions.join('  ')))
  }
  item.append(footElement(row, actions))
  return item
}

function footElement(row: MessageRow, { again, discard }: RowActions): HTMLElement {
  const time = element('time', { datetime: new Date(row.at).toISOString() }, timeFormat.format(row.at))
  const foot = element('p', { class: 'foot' }, time)
  if (row.isEdited) foot.append(element('span', {}, strings.edited))
  const { status } = row
  if (status === undefined) return foot
  if (typeof status === 'string') {
    foot.append(element('span', { class: 'status', 'data-status': status }, strings.status[status]))
    return foot
  }
  foot.append(element('span', { class: 'status', 'data-status': 'refused' }, strings.notSent))
  return element(
    'div',
    { class: 'refusal' },
    foot,
    element('p', {}, refusalText(status.refused)),
    button(strings.again, () => again(row.id)),
    button(strings.discard, () => discard(row.id)),
  )
}

function refusalText(kind: FailureKind): string {
  const { refused } = strings
  if (kind === 'outsideHours' || kind === 'sessionClosed' || kind === 'tooLarge') return refused[kind]
  return refused.other
}

function attachmentElement(attachment: Attachment, files: FileLoader): HTMLElement {
  return drawn.has(attachment.mediaType) ? pictureElement(attachment, files) : fileElement(attachment, files)
}

function pictureElement(attachment: Attachment, files: FileLoader): HTMLElement {
  const figure = element('figure', {}, element('p', { class: 'instead' }, strings.imageWaits))
  files.load(attachment).then(
    (address) => {
      const picture = element('img', { src: address, alt: strings.image(attachment.name) })
      figure.replaceChildren(picture)
    },
    () => figure.replaceChildren(element('p', { class: 'instead' }, strings.imageFailed)),
  )
  return figure
}

function fileElement(attachment: Attachment, files: FileLoader): HTMLElement {
  const problem = element('p', { class: 'instead', role: 'alert' })
  const save = button(strings.download(attachment.name), () => {
    problem.textContent = ''
    files.load(attachment).then(
      (address) => element('a', { href: address, download: attachment.name }).click(),
      () => {
        problem.textContent = strings.downloadFailed
      },
    )
  })
  return element('div', { class: 'file', dir: 'auto' }, save, problem)
}

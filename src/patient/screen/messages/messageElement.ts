import type { EntryId } from '../../../shared/model/ids.ts'
import type { PageMessageRow, PageRow } from '../../conversation/pageRows.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { emergencyLine, type Phones } from '../emergencyLine.ts'
import { type FileActions, fileElement } from './fileElement.ts'

export interface RowActions extends FileActions {
  readonly phones: Phones
  readonly resend: (id: EntryId) => void
  /** Forgets a message that was refused, or calls one back that is on its way. */
  readonly discard: (id: EntryId) => void
  /** Returns the fraction of a message's files that has arrived, from 0 to 1. */
  readonly progressOf: (id: EntryId) => number
}

/** Made for each text, not once: the device may be in another time zone by now. The browser keeps what it is made of. */
const timeText = (atMs: number) => new Date(atMs).toLocaleTimeString(undefined, { timeStyle: 'short' })
const dayText = (atMs: number) =>
  new Date(atMs).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** One row of the list. */
export function rowElement(row: PageRow, actions: RowActions): HTMLLIElement {
  if (row.kind === 'day') return element('li', { class: 'day' }, row.name ?? dayText(row.at))
  if (row.kind === 'unread') return element('li', { class: 'unread' }, element('span', {}, strings.unread))
  if (row.kind === 'notice') return element('li', { class: 'notice', dir: 'auto', 'data-seq': row.seq }, row.text)
  return messageElement(row, actions)
}

function messageElement(row: PageMessageRow, actions: RowActions): HTMLLIElement {
  const item = element('li', {
    class: `message${row.isOwn ? ' own' : ''}${row.isFirst ? ' first' : ''}`,
    'data-seq': row.seq,
    'data-message': row.id,
  })
  if (row.isFirst && !row.isOwn) {
    const role = element('span', { class: 'role' }, strings.roles[row.role])
    item.append(element('p', { class: 'name' }, element('bdi', {}, row.name), ' · ', role))
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
  for (const file of row.files) bubble.append(fileElement(file, actions))
  item.append(bubble)
  if (row.reactions.length > 0) {
    const reactions = row.reactions.map(({ emoji, count }) => strings.reactions(emoji, count))
    const label = element('span', { class: 'unseen' }, strings.reactionsLabel)
    item.append(element('p', { class: 'reactions' }, label, ...reactions.map((one) => element('span', {}, one))))
  }
  item.append(footElement(row, actions))
  return item
}

function footElement(row: PageMessageRow, actions: RowActions): HTMLElement {
  const time = element('time', { datetime: new Date(row.at).toISOString() }, timeText(row.at))
  const foot = element('p', { class: 'foot' }, time)
  if (row.isEdited) foot.append(element('span', {}, strings.edited))
  const { status } = row
  if (status === undefined) return foot
  if (typeof status === 'object')
    return refusalElement(row, foot, strings.refused(status.refused, row.files.length > 0), actions)
  foot.append(element('span', { class: 'status', 'data-status': status }, strings.status[status]))
  return row.canCancel ? uploadElement(row, foot, actions) : foot
}

function refusalElement(row: PageMessageRow, foot: HTMLElement, why: string, actions: RowActions): HTMLElement {
  const { resend, discard, phones } = actions
  foot.append(element('span', { class: 'status', 'data-status': 'refused' }, strings.notSent))
  const refusal = element('div', { class: 'refusal' }, foot, element('p', {}, why), emergencyLine(phones))
  // Where the visit has ended nothing more can be done here.
  if (!row.isFinal)
    refusal.append(
      button(strings.resend, () => resend(row.id), { 'data-act': 'again' }),
      button(strings.discard, () => discard(row.id), { 'data-act': 'discard' }),
    )
  return refusal
}

/** The bar moves without the row being drawn anew: whoever stands on the button stays there. */
function uploadElement(row: PageMessageRow, foot: HTMLElement, { discard, progressOf }: RowActions): HTMLElement {
  const bar = element('progress', {
    max: 1,
    value: progressOf(row.id),
    'aria-label': strings.sending(row.files.map(({ name }) => name).join(', ')),
    'data-progress': row.id,
  })
  const cancel = button(strings.cancel, () => discard(row.id), { 'data-act': 'cancel' })
  return element('div', { class: 'upload' }, bar, cancel, foot)
}

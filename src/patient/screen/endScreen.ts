import { type EndReason, strings } from '../strings.ts'
import { button, element } from './element.ts'
import { emergencyLine, type Phones } from './emergencyLine.ts'

/** Creates the screen that says plainly why there is no visit here, and what to do. */
export function endScreen(reason: EndReason, phones: Phones): HTMLElement {
  const { title, text } = strings.ends[reason]
  const isWorthAgain = reason === 'outdated' || reason === 'unsupported'
  const again = isWorthAgain ? [button(strings.reload, () => location.reload())] : []
  return element(
    'main',
    { class: 'end', 'data-end': reason },
    element('h1', {}, title),
    element('p', {}, text),
    ...again,
    emergencyLine(phones),
  )
}

/** While nothing is known yet; `text` says why. */
export function openingScreen(text: string, phones: Phones): HTMLElement {
  return element(
    'main',
    { class: 'end' },
    element('h1', {}, strings.title),
    element('p', { role: 'status' }, text),
    emergencyLine(phones),
  )
}

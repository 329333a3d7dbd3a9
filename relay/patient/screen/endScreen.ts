import { type EndReason, strings } from '../strings.ts'
import { button, element } from './element.ts'

/** Says plainly why there is no visit here, and what to do. */
export function endScreen(reason: EndReason): HTMLElement {
  const { title, text } = strings.ends[reason]
  const again = reason === 'outdated' ? [button(strings.reload, () => location.reload())] : []
  return element(
    'main',
    { class: 'end', 'data-end': reason },
    element('h1', {}, title),
    element('p', {}, text),
    ...again,
    element('p', { class: 'emergency' }, strings.emergency),
  )
}

/** While nothing is known yet. */
export function openingScreen(isOffline: boolean): HTMLElement {
  const text = isOffline ? strings.openingOffline : strings.opening
  return element('main', { class: 'end' }, element('h1', {}, strings.title), element('p', { role: 'status' }, text))
}

import { type EndReason, strings } from '../strings.ts'
import { element } from './element.ts'

/** Says plainly why there is no visit here, and what to do. */
export function endScreen(reason: EndReason): HTMLElement {
  const { title, text } = strings.ends[reason]
  return element(
    'main',
    { class: 'end', 'data-end': reason },
    element('h1', {}, title),
    element('p', {}, text),
    element('p', { class: 'emergency' }, strings.emergency),
  )
}

/** While nothing is known yet. */
export function openingScreen(isOffline: boolean): HTMLElement {
  const text = isOffline ? strings.openingOffline : strings.opening
  return element('main', { class: 'end' }, element('h1', {}, strings.title), element('p', { role: 'status' }, text))
}

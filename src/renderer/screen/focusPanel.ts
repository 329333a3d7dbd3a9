import type { SessionId } from '../../shared/model/ids.ts'

/** A tab that comes to the front is drawn within so many frames. */
const mostFrames = 10

/** Puts the focus into the composer of a session, as soon as it is on the screen; a closed session has none. */
export function focusComposer(page: Document, sessionId: SessionId, framesLeft = mostFrames): void {
  const panel = page.querySelector(`[data-panel="${CSS.escape(sessionId)}"]`)
  const area = panel?.querySelector<HTMLElement>('textarea')
  if (area && area.offsetParent !== null) area.focus({ preventScroll: true })
  else if (framesLeft > 0) requestAnimationFrame(() => focusComposer(page, sessionId, framesLeft - 1))
}

/** Puts the focus into the list of sessions, on the row that Tab would reach. */
export function focusSessions(page: Document): void {
  page.querySelector<HTMLElement>('[data-session][tabindex="0"]')?.focus()
}

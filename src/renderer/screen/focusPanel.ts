import type { SessionId } from '../../shared/model/ids.ts'

/** A tab that comes to the front is drawn within so many frames. */
const mostFrames = 10

/**
 * Puts the focus into the composer of a session: at once where it is drawn, else as soon as it is. Until then, and where a closed
 * session has none, nobody has it: a key that is pressed meanwhile must not reach the text to another patient.
 */
export function focusComposer(page: Document, sessionId: SessionId, framesLeft = mostFrames): void {
  const panel = page.querySelector(`[data-panel="${CSS.escape(sessionId)}"]`)
  const area = panel?.querySelector<HTMLElement>('textarea')
  if (area && area.offsetParent !== null) {
    area.focus({ preventScroll: true })
    return
  }
  if (framesLeft === mostFrames) leaveFocus(page)
  if (framesLeft > 0 && page.activeElement === page.body) {
    requestAnimationFrame(() => focusComposer(page, sessionId, framesLeft - 1))
  }
}

/** Puts the focus into the list of sessions, on the row that Tab would reach; on nothing where there is none. */
export function focusSessions(page: Document): void {
  const row = page.querySelector<HTMLElement>('[data-session][tabindex="0"]')
  if (row) row.focus()
  else leaveFocus(page)
}

/** Takes the focus from what lies behind a dialog that has just come: the dialog takes it a moment later. */
export function leaveToDialog(page: Document): void {
  const dialog = page.querySelector('[role="dialog"]')
  if (dialog && !dialog.contains(page.activeElement)) leaveFocus(page)
}

function leaveFocus(page: Document): void {
  if (page.activeElement instanceof HTMLElement) page.activeElement.blur()
}

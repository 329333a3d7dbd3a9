import type { SessionId } from '../../shared/model/ids.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'

/** Place of what opens and moves nothing. */
export const kept: FocusPlace = { kind: 'kept' }

/** Place of what is not there to be opened. */
export const nobody: FocusPlace = { kind: 'nobody' }

/** Place in the dialog that has just been opened. */
export const dialog: FocusPlace = { kind: 'dialog' }

/** Returns the place in the composer of a session, or, where it is closed and has none, in what was said. */
export function composerOf(page: Document, id: SessionId | null): FocusPlace {
  if (id === null) return nobody
  const panel = `[data-panel="${CSS.escape(id)}"]`
  return {
    kind: 'at',
    find: () =>
      page.querySelector<HTMLElement>(`${panel} textarea[data-composer]`) ??
      page.querySelector<HTMLElement>(`${panel} [role="log"]`),
  }
}

/** Presses a button in the composer of a session, where it has one: to attach files, or to record a voice message. Returns the composer. */
export function pressInComposer(page: Document, id: SessionId | null, button: 'attach' | 'speak'): FocusPlace {
  if (id !== null) page.querySelector<HTMLElement>(`[data-panel="${CSS.escape(id)}"] [data-${button}]`)?.click()
  return composerOf(page, id)
}

/** Returns the composer that has the focus; null: something else has it. */
export function findComposer({ activeElement }: Document): HTMLElement | null {
  return activeElement instanceof HTMLElement && activeElement.matches('textarea[data-composer]') ? activeElement : null
}

/** Returns the session in whose composer the focus is, of those that are open. */
export function findSessionWrittenTo(page: Document, openIds: readonly SessionId[]): SessionId | null {
  const panel = findComposer(page)?.closest<HTMLElement>('[data-panel]')
  return openIds.find((id) => id === panel?.dataset.panel) ?? null
}

/**
 * Returns the place while no session is open: who has waited longest, one Enter away, or where that stands as soon as somebody waits. Not
 * the list, which keeps its order while the focus is in it.
 */
export function firstPlaceOn(page: Document): FocusPlace {
  return {
    kind: 'at',
    find: () =>
      page.querySelector<HTMLElement>('[data-open-first]') ?? page.querySelector<HTMLElement>('[data-nothing-open]'),
  }
}

/** Returns the place in the list of sessions: the row that Tab would reach, brought into view. */
export function sessionsOn(page: Document) {
  const find = () => {
    const row = page.querySelector<HTMLElement>('[data-session][tabindex="0"]')
    row?.scrollIntoView({ block: 'nearest' })
    return row
  }
  return { kind: 'at', find } as const
}

/** Returns the place where the focus is after a dialog has given it back, or another one where it has nobody to give it back to. */
export function stillAtOr(page: Document, other: FocusPlace): FocusPlace {
  return {
    kind: 'at',
    find: () => {
      const { activeElement } = page
      if (activeElement instanceof HTMLElement && activeElement !== page.body) return activeElement
      return other.kind === 'at' ? other.find() : null
    },
  }
}

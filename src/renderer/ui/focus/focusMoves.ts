import { flushSync } from 'react-dom'

/**
 * Place at which the focus is after an action. `kept`: where it was, as the action opens and moves nothing. `nobody`: what was to be
 * opened is not there. `at`: the element that `find` gives, once it is drawn. `lent`: the same, in what gives the focus back when it closes.
 */
export type FocusPlace =
  | { readonly kind: 'kept' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'dialog' }
  | { readonly kind: 'at' | 'lent'; readonly find: () => HTMLElement | null | undefined }

/** Moves the focus along with what a person asks for. */
export interface FocusMoves {
  /**
   * Makes a change, draws it, and puts the focus where the change says, all before the next key is heard. A key that is pressed right
   * after reaches what was opened, or nobody: never the text that had the focus, which may be that of another patient.
   */
  readonly move: (change: () => FocusPlace) => void
  /**
   * Remembers for a dialog that has just opened where the focus was. What is returned gives it back, unless it is elsewhere by then
   * or what was chosen in the dialog led away from there.
   */
  readonly lend: () => () => void
}

/** Number of frames within which what was opened is drawn, if it was not at once. */
const mostFrames = 10

/** Creates the only thing on a page that moves the focus from one part of the screen to another. */
export function createFocusMoves(page: Document): FocusMoves {
  const loans = new Set<{ readonly from: Element | null }>()
  /** The frame that is waited for, if any. */
  let frame = 0

  const leave = () => {
    if (page.activeElement instanceof HTMLElement) page.activeElement.blur()
  }

  /** Focuses what is found; until it is drawn, nobody has the focus, and whoever takes it meanwhile keeps it. */
  function put(find: () => HTMLElement | null | undefined, framesLeft = mostFrames): void {
    const target = find()
    target?.focus({ preventScroll: true })
    if (target && target === page.activeElement) return
    if (framesLeft === mostFrames) leave()
    if (framesLeft === 0 || page.activeElement !== page.body) return
    frame = requestAnimationFrame(() => put(find, framesLeft - 1))
  }

  function settle(place: FocusPlace): void {
    if (place.kind === 'nobody' || place.kind === 'at') loans.clear()
    if (place.kind === 'nobody') leave()
    if (place.kind === 'dialog') put(() => dialogTarget(page))
    if (place.kind === 'at' || place.kind === 'lent') put(place.find)
  }

  return {
    move: (change) => {
      cancelAnimationFrame(frame)
      let place: FocusPlace = { kind: 'nobody' }
      try {
        place = flushSync(change)
      } finally {
        settle(place)
      }
    },
    lend: () => {
      // A dialog that was opened from another one gives back what that one was lent.
      const loan = [...loans].at(-1) ?? { from: page.activeElement }
      const own = { from: loan.from }
      loans.add(own)
      return () => {
        if (!loans.delete(own)) return
        if (page.activeElement === page.body && own.from instanceof HTMLElement) own.from.focus({ preventScroll: true })
      }
    },
  }
}

/**
 * Returns the part of the dialog on top that begins with the focus: what it names, or the first field, or the whole of it, on which no
 * key does anything.
 */
function dialogTarget(page: Document): HTMLElement | undefined {
  const dialog = [...page.querySelectorAll<HTMLElement>('[role="dialog"]')].at(-1)
  return dialog?.querySelector<HTMLElement>('[data-autofocus]') ?? dialog?.querySelector('input') ?? dialog
}

/** A row is at its place once it was there for so many frames. It is given up after so many, or as soon as somebody scrolls. */
const stillFrames = 4
const mostFrames = 120

/** Keys that scroll. */
const scrollKeys: ReadonlySet<string> = new Set(['PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' '])

/**
 * Calls `bring` now and in each frame until it returns true for some in a row: rows are measured, and others come above them, only after the first.
 * Ends when somebody scrolls in `scroller` or by a key. Returns how to end it before.
 */
export function keepBringing(scroller: HTMLElement, bring: () => boolean): () => void {
  const page = scroller.ownerDocument
  let still = 0
  let left = mostFrames
  let frame = 0
  const end = () => {
    cancelAnimationFrame(frame)
    for (const name of ['wheel', 'touchstart', 'pointerdown'] as const) scroller.removeEventListener(name, end)
    page.removeEventListener('keydown', endByKey, { capture: true })
  }
  const endByKey = ({ key }: KeyboardEvent) => {
    if (scrollKeys.has(key)) end()
  }
  const next = () => {
    still = bring() ? still + 1 : 0
    left -= 1
    if (still >= stillFrames || left <= 0) end()
    else frame = requestAnimationFrame(next)
  }
  for (const name of ['wheel', 'touchstart', 'pointerdown'] as const)
    scroller.addEventListener(name, end, { passive: true })
  page.addEventListener('keydown', endByKey, { capture: true })
  next()
  return end
}

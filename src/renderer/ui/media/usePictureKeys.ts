import { useWindowEvent } from '@mantine/hooks'
import { type Extent, moved, turned, type Viewport, wholePicture, zoomed } from './viewport.ts'

/** Factor of one step of a key or of a wheel. */
export const zoomStep = 1.25
const movePx = 80
const middle = { x: 0, y: 0 } as const

const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: movePx, y: 0 },
  ArrowRight: { x: -movePx, y: 0 },
  ArrowUp: { x: 0, y: movePx },
  ArrowDown: { x: 0, y: -movePx },
}

/** Returns the viewport that a key leads to; undefined for keys that lead nowhere. */
export function viewByKey(key: string, view: Viewport, frame: Extent): Viewport | undefined {
  if (key === '+' || key === '=') return zoomed(view, zoomStep, middle)
  if (key === '-') return zoomed(view, 1 / zoomStep, middle)
  if (key === '0') return { ...wholePicture, turns: view.turns }
  if (key === 'r' || key === 'R') return turned(view, key === 'r' ? 1 : -1)
  const arrow = arrows[key]
  return arrow && view.scale > 1 ? moved(view, arrow, frame) : undefined
}

/**
 * Hears the keys of a viewer, wherever in it the focus is: plus and minus zoom, 0 shows all, R turns, arrows move a picture that is larger than
 * its frame and else lead to the next, Page Up and Page Down always do.
 */
export function usePictureKeys(parts: {
  readonly view: Viewport
  readonly frame: Extent
  readonly show: (view: Viewport) => void
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
}): void {
  const { view, frame, show, onPrevious, onNext } = parts
  const steps: Readonly<Record<string, (() => void) | undefined>> = {
    ...{ ArrowLeft: onPrevious, PageUp: onPrevious, ArrowRight: onNext, PageDown: onNext },
  }
  useWindowEvent('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = viewByKey(event.key, view, frame)
    if (next) show(next)
    else steps[event.key]?.()
    if (next || event.key in steps) event.preventDefault()
  })
}

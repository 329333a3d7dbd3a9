import { type RefObject, useEffect } from 'react'
import { type Extent, moved, type Viewport, wholePicture, zoomed } from './viewport.ts'

interface Place {
  readonly x: number
  readonly y: number
}

/** A turn of the wheel by so many pixels makes a picture twice as large. */
const wheelPx = 400
/** Factor of a double press; another one shows all again. */
const pressFactor = 3

/**
 * Hears the pointers of a viewer: one moves the picture, two make it larger and smaller, a double press goes near and back. A wheel
 * zooms at where the pointer is.
 */
export function usePicturePointer(
  target: RefObject<HTMLElement | null>,
  change: (change: (view: Viewport, frame: Extent) => Viewport) => void,
): void {
  useEffect(() => {
    const element = target.current
    if (!element) return
    const pointers = new Map<number, Place>()
    const turnWheel = (event: WheelEvent) => {
      // The page must not be made larger as well.
      event.preventDefault()
      const at = fromMiddle(element, event)
      change((view) => zoomed(view, 2 ** (-event.deltaY / wheelPx), at))
    }
    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId)
      if (!before) return
      const now = { x: event.clientX, y: event.clientY }
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
      pointers.set(event.pointerId, now)
      if (!other) {
        change((view, frame) => moved(view, { x: now.x - before.x, y: now.y - before.y }, frame))
        return
      }
      const factor = distance(now, other) / Math.max(1, distance(before, other))
      const at = fromMiddle(element, { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 })
      change((view) => zoomed(view, factor, at))
    }
    const press = (event: PointerEvent) => {
      element.setPointerCapture(event.pointerId)
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    }
    const forget = ({ pointerId }: PointerEvent) => void pointers.delete(pointerId)
    const pressTwice = (event: MouseEvent) => {
      const at = fromMiddle(element, event)
      change((view) => (view.scale > 1 ? { ...wholePicture, turns: view.turns } : zoomed(view, pressFactor, at)))
    }
    const gone = new AbortController()
    const { signal } = gone
    element.addEventListener('wheel', turnWheel, { passive: false, signal })
    element.addEventListener('pointerdown', press, { signal })
    element.addEventListener('pointermove', move, { signal })
    element.addEventListener('pointerup', forget, { signal })
    element.addEventListener('pointercancel', forget, { signal })
    element.addEventListener('dblclick', pressTwice, { signal })
    return () => gone.abort()
  }, [target, change])
}

const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y)

function fromMiddle(element: Element, { clientX, clientY }: { readonly clientX: number; readonly clientY: number }) {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
}

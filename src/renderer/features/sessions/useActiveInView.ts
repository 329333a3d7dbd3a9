import { type RefObject, useEffect, useRef } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'

/**
 * Brings the row of the session at work into view when another one has come to the front: not while the pointer is in the list, and not
 * with the first one, when the list is at those who wait.
 */
export function useActiveInView(
  list: RefObject<HTMLElement | null>,
  activeId: SessionId | null,
  bringIntoView: (id: SessionId) => void,
): void {
  const isPointerIn = usePointerIn(list)
  const last = useRef(activeId)
  useEffect(() => {
    const before = last.current
    last.current = activeId
    if (before === null || activeId === null || before === activeId || isPointerIn()) return
    bringIntoView(activeId)
  }, [activeId, isPointerIn, bringIntoView])
}

/** Returns how to tell whether the pointer is within an element, also where a dialog lies over it. */
function usePointerIn(element: RefObject<HTMLElement | null>): () => boolean {
  const at = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const isIn = useRef(() => {
    const box = element.current?.getBoundingClientRect()
    if (!box || at.current === null) return false
    const { x, y } = at.current
    return x >= box.left && x < box.right && y >= box.top && y < box.bottom
  })
  useEffect(() => {
    const move = ({ clientX, clientY }: PointerEvent) => {
      at.current = { x: clientX, y: clientY }
    }
    const leave = () => {
      at.current = null
    }
    document.addEventListener('pointermove', move, { passive: true })
    document.documentElement.addEventListener('pointerleave', leave)
    return () => {
      document.removeEventListener('pointermove', move)
      document.documentElement.removeEventListener('pointerleave', leave)
    }
  }, [])
  return isIn.current
}

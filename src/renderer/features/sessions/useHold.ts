import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { createHold } from './hold.ts'
import type { SessionGroup } from './sessionFilters.ts'

/**
 * Returns whether the order of a list must be kept: while the pointer moves over it or has just done so, or the keyboard is in it. Somebody who
 * types elsewhere is not about to press, even if their pointer rests over the list.
 */
export function useHold(list: RefObject<HTMLElement | null>) {
  const [isHeld, setHeld] = useState(false)
  const [hold] = useState(() => createHold({ clock: systemClock, changed: setHeld }))

  useEffect(() => {
    const element = list.current
    if (!element) return
    const isWithin = (node: EventTarget | null) => node instanceof Node && element.contains(node)
    const focusIn = ({ target }: FocusEvent) =>
      hold.keyed(target instanceof Element && target.matches(':focus-visible'))
    const focusOut = ({ relatedTarget }: FocusEvent) => {
      if (!isWithin(relatedTarget)) hold.keyed(false)
    }
    const typeElsewhere = ({ target }: KeyboardEvent) => {
      if (!isWithin(target)) hold.left()
    }
    let isStray = false
    const pressDown = (event: MouseEvent) => {
      isStray = !hold.admitsPress()
      // Nor does it take the focus.
      if (isStray) event.preventDefault()
    }
    const click = (event: MouseEvent) => {
      // What the keyboard presses has no place: its `detail` is 0.
      if (isStray && event.detail > 0) event.stopPropagation()
      isStray = false
    }
    element.addEventListener('pointermove', hold.moved)
    element.addEventListener('pointerleave', hold.left)
    element.addEventListener('focusin', focusIn)
    element.addEventListener('focusout', focusOut)
    element.addEventListener('mousedown', pressDown)
    element.addEventListener('click', click, { capture: true })
    document.addEventListener('keydown', typeElsewhere)
    return () => {
      element.removeEventListener('pointermove', hold.moved)
      element.removeEventListener('pointerleave', hold.left)
      element.removeEventListener('focusin', focusIn)
      element.removeEventListener('focusout', focusOut)
      element.removeEventListener('mousedown', pressDown)
      element.removeEventListener('click', click, { capture: true })
      document.removeEventListener('keydown', typeElsewhere)
      hold.stop()
    }
  }, [list, hold])

  return { isHeld, reordered: hold.reordered }
}

/** Calls `reordered` for each order that is drawn after another one and was not held. */
export function useReordering(groups: readonly SessionGroup[], isHeld: boolean, reordered: () => void): void {
  const last = useRef(groups)
  useLayoutEffect(() => {
    if (last.current !== groups && !isHeld) reordered()
    last.current = groups
  }, [groups, isHeld, reordered])
}

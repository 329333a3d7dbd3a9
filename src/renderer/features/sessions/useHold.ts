import { type RefObject, useEffect, useState } from 'react'

/**
 * Returns whether the order of a list must be kept: while the pointer is over it, or the keyboard is in it. Somebody who types
 * elsewhere is not about to click, even if their pointer rests over the list; the pointer's next move holds again.
 */
export function useHold(list: RefObject<HTMLElement | null>): boolean {
  const [pointer, setPointer] = useState(false)
  const [keyboard, setKeyboard] = useState(false)

  useEffect(() => {
    const element = list.current
    if (!element) return
    const enter = () => setPointer(true)
    const leave = () => setPointer(false)
    const focusIn = (event: FocusEvent) =>
      setKeyboard(event.target instanceof Element && event.target.matches(':focus-visible'))
    const focusOut = (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) setKeyboard(false)
    }
    const typeElsewhere = (event: KeyboardEvent) => {
      if (!(event.target instanceof Node && element.contains(event.target))) setPointer(false)
    }
    element.addEventListener('pointermove', enter)
    element.addEventListener('pointerleave', leave)
    element.addEventListener('focusin', focusIn)
    element.addEventListener('focusout', focusOut)
    document.addEventListener('keydown', typeElsewhere)
    return () => {
      element.removeEventListener('pointermove', enter)
      element.removeEventListener('pointerleave', leave)
      element.removeEventListener('focusin', focusIn)
      element.removeEventListener('focusout', focusOut)
      document.removeEventListener('keydown', typeElsewhere)
    }
  }, [list])

  return pointer || keyboard
}

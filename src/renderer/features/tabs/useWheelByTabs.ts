import { useEffect } from 'react'

/** Way of the wheel, in px, that moves the strip by one tab: a notch moves it by two. */
const tabPx = 50
const linePx = 16

/** Moves the strip of a group of tabs by whole tabs as the wheel turns, so that none is cut at its ends. */
export function useWheelByTabs(group: HTMLElement): void {
  useEffect(() => {
    const strip = group.querySelector<HTMLElement>('[role="tablist"]')
    if (!strip) return
    let turned = 0
    const turn = (event: WheelEvent) => {
      const by = (event.deltaX || event.deltaY) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePx : 1)
      if (by === 0 || strip.scrollWidth <= strip.clientWidth) return
      event.preventDefault()
      // The dock would move it by as many px as the wheel says.
      event.stopImmediatePropagation()
      turned = Math.sign(by) === Math.sign(turned) ? turned + by : by
      const steps = Math.trunc(turned / tabPx)
      turned -= steps * tabPx
      if (steps !== 0) strip.scrollLeft = startOfTab(strip, steps)
    }
    strip.addEventListener('wheel', turn, { capture: true, passive: false })
    return () => strip.removeEventListener('wheel', turn, { capture: true })
  }, [group])
}

/** Returns the place at which so many tabs more, or fewer, are out of sight at the start. */
function startOfTab(strip: HTMLElement, steps: number): number {
  // Those that are pinned lie over the start, and stay.
  const coveredPx = Number.parseFloat(getComputedStyle(strip).scrollPaddingInlineStart) || 0
  const starts = [...strip.querySelectorAll<HTMLElement>('[role="tab"]:not(:has([data-pinned="true"]))')].map(
    (tab) => tab.offsetLeft - coveredPx,
  )
  const at = starts.findIndex((start) => start >= strip.scrollLeft - 1)
  return starts[Math.max(0, Math.min(at + steps, starts.length - 1))] ?? 0
}

import type { Page } from 'playwright'

/** An entry of the browser about what has moved without anybody's doing, as far as it is read here. */
interface LayoutShift extends PerformanceEntry {
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

declare global {
  interface Window {
    stillness: { readonly moved: Set<string>; readonly frames: () => number }
  }
}

/**
 * Watches everything with `data-place` and every tab in the strips of tabs, in each frame from now on; what is returned gives in words what
 * has moved since, or changed its size, and in how many frames it was looked at. The browser's own word on shifts is among it;
 * that names the largest five parts of a shift only, hence the boxes.
 */
export async function watchStillness(page: Page): Promise<() => Promise<{ moved: string[]; frames: number }>> {
  await page.evaluate(() => {
    const strips = '.dv-tabs-and-actions-container'
    const isShift = (entry: PerformanceEntry): entry is LayoutShift => entry.entryType === 'layout-shift'
    const nameOf = (element: Element) => {
      const tab = element.closest('[data-tab]')?.getAttribute('data-tab') ?? 'strip'
      return `${tab} ${element.getAttribute('data-place') ?? element.className}`
    }
    const boxes = () =>
      new Map(
        [...document.querySelectorAll(`${strips} [data-tab], ${strips} [data-place]`)].map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect()
          return [element, [x, y, width, height].join(' ')] as const
        }),
      )
    const moved = new Set<string>()
    const before = boxes()
    let frames = 0
    const look = () => {
      const now = boxes()
      frames += 1
      for (const [element, box] of before) {
        if (now.get(element) !== box) moved.add(`${nameOf(element)}: ${box} to ${now.get(element)}`)
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!isShift(entry) || entry.hadRecentInput) continue
        for (const { node } of entry.sources) {
          const element = node instanceof Element ? node : node?.parentElement
          if (element?.closest(strips)) moved.add(`shift of ${nameOf(element)}`)
        }
      }
    }).observe({ type: 'layout-shift' })
    window.stillness = { moved, frames: () => frames }
  })
  return () => page.evaluate(() => ({ moved: [...window.stillness.moved], frames: window.stillness.frames() }))
}

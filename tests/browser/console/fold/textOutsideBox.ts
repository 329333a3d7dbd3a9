import type { Page } from 'playwright'

/**
 * Returns the texts of a page of which a part cannot be seen, nor brought into view: it is cut off by a box around it, or lies
 * outside of the window. What is cut with an ellipsis is left out where its whole can be had: from a title, or by pressing it.
 */
export function textOutsideBox(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Pixels by which letters of a line may hang over its box. */
    const slackPx = 1.5
    type Axis = 'x' | 'y'
    const isShortened = (element: Element, axis: Axis) => {
      const style = getComputedStyle(element)
      const cutsLines = style.getPropertyValue('-webkit-line-clamp') !== 'none'
      if (axis === 'x' ? style.textOverflow !== 'ellipsis' : !cutsLines) return false
      return (
        element.closest('[title], button, [role=tab], [role=option]') !== null ||
        element.querySelector('[title]') !== null
      )
    }
    // Tabs go past their strip, which brings the one that is gone to into view.
    const isScroller = (box: Element, overflow: string) =>
      box !== document.body && (overflow === 'auto' || overflow === 'scroll' || box.role === 'tablist')
    /** Returns the way in which a text leaves the boxes around it, if it does. */
    const leaves = (text: DOMRect, element: Element): string | null => {
      let { left, right, top, bottom } = text
      for (let box: Element | null = element; box; box = box.parentElement) {
        const style = getComputedStyle(box)
        const edge = box.getBoundingClientRect()
        // The page itself is as large as the window.
        const isPage = box === document.body
        if (isPage || style.overflowX !== 'visible') {
          if (left < edge.left - slackPx || right > edge.right + slackPx) {
            if (!isScroller(box, style.overflowX) && !isShortened(box, 'x')) return `${box.className} in x`
            left = Math.max(left, edge.left)
            right = Math.min(right, edge.right)
          }
        }
        if (isPage || style.overflowY !== 'visible') {
          if (top < edge.top - slackPx || bottom > edge.bottom + slackPx) {
            if (!isScroller(box, style.overflowY) && !isShortened(box, 'y')) return `${box.className} in y`
            top = Math.max(top, edge.top)
            bottom = Math.min(bottom, edge.bottom)
          }
        }
        if (left >= right || top >= bottom) return null
      }
      return null
    }
    const isForTheEar = (element: Element) => {
      for (let box: Element | null = element; box; box = box.parentElement)
        if (getComputedStyle(box).clipPath.startsWith('inset(50%')) return true
      return false
    }
    const outside: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { currentNode: node } = texts
      const element = node.parentElement
      if (!element || !node.textContent?.trim() || element.closest('style, script, textarea')) continue
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isForTheEar(element))
        continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        const how = rect.width < 1 ? null : leaves(rect, element)
        if (how !== null) {
          outside.push(`${node.textContent.trim().slice(0, 60)}: ${how}`)
          break
        }
      }
    }
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth ? [`the page: ${scrollWidth} in ${clientWidth} px`, ...outside] : outside
  })
}

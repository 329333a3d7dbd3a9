import type { Page } from 'playwright'

/**
 * Returns the texts of a page that cannot be read: their colour, with every opacity above them, against what really lies behind
 * them, below 4.5:1, or 3:1 where they are large. What is disabled is left out, as WCAG does.
 */
export function lowContrast(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // A colour that is still changing is of neither state.
    const changing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(changing.map(({ finished }) => finished))
    type Colour = readonly [number, number, number, number]
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const colourOf = (css: string): Colour => {
      if (!canvas) throw new Error('This browser has no canvas.')
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = css
      canvas.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [red, green, blue, alpha / 255]
    }
    const over = ([r, g, b, a]: Colour, [r2, g2, b2]: Colour): Colour => [
      r * a + r2 * (1 - a),
      g * a + g2 * (1 - a),
      b * a + b2 * (1 - a),
      1,
    ]
    const faded = ([r, g, b, a]: Colour, element: Element): Colour => {
      let alpha = a
      for (let at: Element | null = element; at; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity)
      return [r, g, b, alpha]
    }
    const luminance = ([r, g, b]: Colour) => {
      const linear = (part: number) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4)
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }
    const groundAt = (x: number, y: number, element: Element): Colour => {
      const stack = document.elementsFromPoint(x, y)
      const layers = stack.slice(Math.max(0, stack.indexOf(element)))
      return layers.reduceRight<Colour>(
        (ground, layer) => over(faded(colourOf(getComputedStyle(layer).backgroundColor), layer), ground),
        [255, 255, 255, 1],
      )
    }
    const low: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { currentNode: node } = texts
      const element = node.parentElement
      if (!element || !node.textContent?.trim() || element.closest(':disabled, style, script')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + box.height / 2]
      // Covered, cut off, or for the ear only.
      if (box.width < 2 || !document.elementsFromPoint(x, y).includes(element)) continue
      if (element.getBoundingClientRect().width < 2) continue
      const [top] = document.elementsFromPoint(x, y)
      if (top && top !== element && !element.contains(top) && !top.contains(element)) continue
      const style = getComputedStyle(element)
      const ground = groundAt(x, y, element)
      const [a, b] = [luminance(over(faded(colourOf(style.color), element), ground)), luminance(ground)]
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const sizePx = Number.parseFloat(style.fontSize)
      const isLarge = sizePx >= 24 || (sizePx >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (isLarge ? 3 : 4.5)) low.push(`${node.textContent.trim().slice(0, 60)}: ${ratio.toFixed(2)}:1`)
    }
    return low
  })
}

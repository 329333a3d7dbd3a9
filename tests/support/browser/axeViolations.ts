import axe from 'axe-core'
import type { Page } from 'playwright'

/** Returns what axe finds against WCAG 2.2 AA in a page and calls serious or worse: each rule, with what breaks it. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Of this test's own making, so that the page's policy has no say in it.
  const found: { violations: { id: string; impact: string; nodes: { target: string[] }[] }[] } = await page.evaluate(
    `${axe.source}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.flatMap(({ target }) => target).join(' ')}`)
}

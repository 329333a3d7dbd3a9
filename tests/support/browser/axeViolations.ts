import axe from 'axe-core'
import type { Page } from 'playwright'

interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: readonly string[] }[]
}

/** Returns what axe finds against WCAG 2.2 AA in a page and calls serious or worse: each rule, with what breaks it. */
export async function axeViolations(page: Page): Promise<string[]> {
  const findings = await find(page)
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(inWords)
}

/** Returns all that axe finds in a page, its advice included. */
export async function axeFindings(page: Page): Promise<string[]> {
  return (await find(page)).map(inWords)
}

async function find(page: Page): Promise<readonly Finding[]> {
  // Of this test's own making, so that the page's policy has no say in it.
  const found: { readonly violations: readonly Finding[] } = await page.evaluate(
    `${axe.source}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )
  return found.violations
}

function inWords({ id, nodes }: Finding): string {
  return `${id}: ${nodes.flatMap(({ target }) => target).join(' ')}`
}

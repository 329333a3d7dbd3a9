import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000
const waitMs = 60_000
const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can']

describeInChromium('a pinned tab', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const opened = await fixture.openSignedIn({ viewport: { width: 1280, height: 800 } })
    page = opened.page
    for (const name of [ann, bea, cem]) await openTab(page, name)
  }, longMs)
  afterAll(() => fixture?.close())

  const composing = () =>
    expect
      .poll(() => page.evaluate(() => document.activeElement?.matches('[data-composer]')), { timeout: waitMs })
      .toBe(true)
  const tabs = () => page.locator('[data-tab]')
  const initials = () =>
    tabs().evaluateAll((all) => all.map((tab) => tab.querySelector('[data-initials]')?.getAttribute('data-initials')))

  it(
    'stands before the others, is not closed without a question, and is there after a reload',
    async () => {
      await composing()
      await page.keyboard.press('Alt+k')
      await expect.poll(initials).toEqual(['CC', 'AA', 'BB'])
      await composing()
      await page.keyboard.press('Alt+w')
      const question = page.getByRole('dialog', { name: 'Close a pinned tab?' })
      await question.waitFor()
      await page.keyboard.press('Alt+w')
      await page.keyboard.press('Escape')
      await question.waitFor({ state: 'hidden' })
      await composing()
      expect(await tabs().count()).toBe(3)
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('textbox').fill('close the other tabs')
      await page.keyboard.press('Enter')
      await expect.poll(initials).toEqual(['CC'])
      await page.keyboard.press('Alt+Shift+t')
      await expect.poll(initials).toEqual(['CC', 'BB'])
      await page.reload()
      await rowOf(page, ann).waitFor({ timeout: waitMs })
      await expect.poll(initials, { timeout: waitMs }).toEqual(['CC', 'BB'])
      await expect.poll(() => tabs().first().getAttribute('data-pinned')).toBe('true')
      await tabs().first().click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Unpin' }).click()
      await expect.poll(() => tabs().first().getAttribute('data-pinned')).toBe('false')
      await tabs().first().click()
      await page.keyboard.press('Alt+w')
      await expect.poll(initials).toEqual(['BB'])
    },
    longMs,
  )
})

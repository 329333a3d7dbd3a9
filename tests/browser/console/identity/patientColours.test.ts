import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openConsoleInBrowser } from '../../../support/console/openConsoleInBrowser.ts'

const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
/** Of the first 40, five have the same letters as another. */
const patients = Array.from({ length: 44 }, (_, index) => `${letters[index % 7]}nn${index} ${letters[index % 5]}erg`)
const opened = 40

interface Mark {
  readonly id: string
  readonly initials: string
  readonly ground: string
  readonly letters: string
}

describeInChromium('the colours of 40 open patients in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser(), { patients })
    page = (await fixture.openSignedIn({ viewport: { width: 1280, height: 2_800 } })).page
    for (let index = 0; index < opened; index += 1) {
      await row(index).evaluate((element) => element instanceof HTMLElement && element.click())
    }
    await page
      .locator('[data-tab]')
      .nth(opened - 1)
      .waitFor({ state: 'attached' })
  }, 120_000)
  afterAll(() => fixture?.close())

  const row = (index: number) => page.locator(`[data-session="${fixture.sessionAt(index)}"]`)

  /** The marks in elements with this attribute, which has the session's id, in the order of the page. */
  const marksOf = (attribute: 'data-tab' | 'data-session'): Promise<Mark[]> =>
    page.locator(`[${attribute}]`).evaluateAll(
      (elements, name) =>
        elements.map((element) => {
          const mark = element.querySelector('[data-mark]')
          if (!mark) throw new Error('an element without a mark')
          const { backgroundColor, color } = getComputedStyle(mark)
          const initials = mark.getAttribute('data-initials') ?? ''
          return { id: element.getAttribute(name) ?? '', initials, ground: backgroundColor, letters: color }
        }),
      attribute,
    )

  it.each(['light', 'dark'] as const)(
    'are never the same with the same letters, nor beside each other: %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      const tabs = await marksOf('data-tab')
      expect(tabs).toHaveLength(opened)
      expect(new Set(tabs.map(({ ground }) => ground)).size).toBe(12)
      expect(new Set(tabs.map(({ initials }) => initials)).size).toBeLessThan(opened)
      expect(new Set(tabs.map(({ initials, ground }) => `${initials} ${ground}`)).size).toBe(opened)
      for (const [index, { ground }] of tabs.slice(1).entries()) expect(ground).not.toBe(tabs[index]?.ground)
    },
  )

  it('are those of their rows, and who has no tab has none', async () => {
    const tabs = new Map((await marksOf('data-tab')).map((mark) => [mark.id, mark]))
    const rows = await marksOf('data-session')
    const [open, others] = [rows.filter(({ id }) => tabs.has(id)), rows.filter(({ id }) => !tabs.has(id))]
    expect(open.map(({ id, ground, initials }) => [id, ground, initials])).toEqual(
      open.map(({ id }) => [id, tabs.get(id)?.ground, tabs.get(id)?.initials]),
    )
    expect(others).toHaveLength(patients.length - opened)
    const neutral = new Set(others.map(({ ground }) => ground))
    expect(neutral.size).toBe(1)
    expect([...tabs.values()].filter(({ ground }) => neutral.has(ground))).toEqual([])
  })

  it('stay as tabs come and go, and are the same after a reload and when a tab is opened again', async () => {
    const before = await marksOf('data-tab')
    const active = before.at(-1)
    await page.keyboard.press('Alt+w')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(opened - 1)
    expect(await marksOf('data-tab')).toEqual(before.filter((mark) => mark !== active))
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
    await page.reload()
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(opened - 1)
    expect(await marksOf('data-tab')).toEqual(before.filter((mark) => mark !== active))
    await page.locator(`[data-session="${active?.id}"]`).click()
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(opened)
    expect(await marksOf('data-tab')).toEqual(before)
  })

  it('stand beside the name in header, banner and palette', async () => {
    const active = (await marksOf('data-tab')).at(-1)
    const panel = page.locator(`[data-panel="${active?.id}"]`)
    const groundsIn = (within: typeof panel) =>
      within
        .locator('[data-mark]')
        .evaluateAll((marks) =>
          marks.map((mark) => [mark.getAttribute('data-initials'), getComputedStyle(mark).backgroundColor]),
        )
    await expect.poll(() => groundsIn(panel.locator('header'))).toEqual([[active?.initials, active?.ground]])
    await expect
      .poll(() => groundsIn(panel.getByTestId('recipient-banner')))
      .toEqual([[active?.initials, active?.ground]])
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill((await panel.getByRole('heading').first().innerText()).trim())
    const choice = page.getByRole('dialog').locator('[data-action]').first()
    await expect.poll(() => groundsIn(choice)).toEqual([[active?.initials, active?.ground]])
    await page.keyboard.press('Escape')
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { dayOf, fillThread, firstInView, firstLineOf, lines, placeOfFirst, settled } from './longThread.ts'

const longMs = 300_000
const waitMs = 60_000
const ann = 'Ann Aare'
describeInChromium('a conversation of 10,000 messages', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    fixture.closeWitness()
    await fixture.relay.stop()
    await fillThread(fixture)
    await fixture.relay.start()
    fixture.openWitness()
    const opened = await fixture.openConsole({ viewport: { width: 1280, height: 800 } })
    page = opened.page
    await fixture.signIn(page, fixture.password)
    // The relay has ten thousand lines to take into its index first.
    await rowOf(page, ann).waitFor({ timeout: longMs })
    await openTab(page, ann)
    await log().getByText(`line ${lines} `).waitFor({ timeout: waitMs })
  }, longMs)
  afterAll(() => fixture?.close())

  const log = () => panelOf(page, ann).getByRole('log')
  const bar = () => panelOf(page, ann).locator('[data-find]')
  const count = () => bar().getByRole('status').first().innerText()

  async function goToDay(number: number): Promise<void> {
    await page.keyboard.press('Alt+Shift+g')
    const field = page.getByRole('dialog').locator('input[type=date]')
    await field.fill(dayOf(number))
    await field.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden', timeout: waitMs })
  }

  /** Requires that a line stands first in view, below the line of its day; the same a while later. */
  async function requireFirst(line: number): Promise<void> {
    await expect.poll(() => firstInView(log()), { timeout: waitMs }).toEqual({ line, hasDayAbove: true })
    await settled(log())
    expect(await firstInView(log())).toEqual({ line, hasDayAbove: true })
  }

  async function requireWithin(line: number): Promise<void> {
    const row = log().locator('article[data-found=true]')
    await expect.poll(() => row.innerText(), { timeout: waitMs }).toContain(`line ${line} `)
    await settled(log())
    const [inner, outer] = await Promise.all([row.boundingBox(), log().boundingBox()])
    if (!inner || !outer) throw new Error('it is not drawn')
    expect(Math.abs(inner.y + inner.height / 2 - (outer.y + outer.height / 2))).toBeLessThan(40)
  }

  it(
    'opens at the first line of a day, or of the next on which something was said, wherever one was before',
    async () => {
      for (const [number, landsOn] of [
        [20, 20],
        [150, 150],
        [21, 22],
        [20, 20],
        [2, 2],
        [101, 102],
        [150, 150],
      ] as const) {
        await goToDay(number)
        await requireFirst(firstLineOf(landsOn))
      }
      await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-composer]'))).toBe(true)
    },
    longMs,
  )

  it(
    'opens there all the same after a find that has fetched everything, and after each hit of it',
    async () => {
      await goToDay(60)
      await requireFirst(firstLineOf(60))
      const before = await placeOfFirst(log())
      await page.keyboard.press('Control+f')
      await page.keyboard.type('ambergris')
      // As much of it is here as was read.
      await expect.poll(count, { timeout: waitMs }).toMatch(/^\d of \d$/)
      await bar().getByRole('button', { name: 'Look through them, too' }).click()
      await expect.poll(count, { timeout: longMs }).toMatch(/of 3$/)
      await bar().getByText('Earlier messages').waitFor({ state: 'hidden', timeout: longMs })
      await bar().getByRole('textbox').focus()
      const at = Number((await count()).charAt(0)) - 1
      const around = (steps: number) => [150, 5_000, 9_990].at((at + steps) % 3) ?? 0
      for (const steps of [1, 2, 3, 4]) {
        await page.keyboard.press('Enter')
        await requireWithin(around(steps))
      }
      await page.keyboard.press('Shift+Enter')
      await requireWithin(around(3))
      await goToDay(30)
      await expect
        .poll(() => firstInView(log(), 76), { timeout: waitMs })
        .toEqual({ line: firstLineOf(30), hasDayAbove: true })
      await page.keyboard.press('F3')
      await requireWithin(around(4))
      await bar().getByRole('textbox').press('Escape')
      await expect.poll(() => placeOfFirst(log()), { timeout: waitMs }).toEqual(before)
      await goToDay(150)
      await requireFirst(firstLineOf(150))
      await goToDay(30)
      await requireFirst(firstLineOf(30))
    },
    longMs,
  )

  it(
    'says so where nothing was said from that day on, and stays',
    async () => {
      await goToDay(40)
      await requireFirst(firstLineOf(40))
      await page.keyboard.press('Alt+Shift+g')
      const field = page.getByRole('dialog').locator('input[type=date]')
      await expect.poll(() => field.getAttribute('min')).toMatch(/^\d{4}-\d\d-\d\d$/)
      await field.fill(dayOf(290))
      await field.press('Enter')
      await page.getByRole('dialog').getByText('Nothing was said from that day on.').waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-composer]'))).toBe(true)
      await requireFirst(firstLineOf(40))
    },
    longMs,
  )
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { en } from '../../../../src/renderer/strings/en.ts'
import { axeFindings } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

describeInChromium('the menus and the empty screen of a console, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
  }, 180_000)
  afterAll(() => fixture?.close())

  it('are sound to axe while no session is open, be there somebody who waits or not', async () => {
    await page.getByRole('heading', { level: 1, name: en.empty.nobodyWaits }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await fixture.sendAsPatient(0, 'Is anybody there?')
    await page.getByRole('heading', { level: 1, name: en.empty.longest }).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  it.each([
    ['the account', () => page.getByTitle(en.account.menu)],
    ['availability', () => page.getByRole('button', { name: 'Your availability' })],
  ])('are sound to axe with the menu of %s open, whose items the keys reach', async (_of, button) => {
    await button().click()
    const menu = page.getByRole('menu')
    await menu.waitFor()
    expect(await axeFindings(page)).toEqual([])
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const items = await menu.getByRole('menuitem').allTextContents()
    await page.keyboard.press('ArrowDown')
    await expect.poll(async () => items.includes((await focused()) ?? '')).toBe(true)
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    await expect.poll(() => button().evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('are sound to axe while a tab is sought', async () => {
    await openTab(page, 'Ann Aare')
    await rowOf(page, 'Ann Aare').waitFor()
    await page.keyboard.press('Alt+j')
    await page.getByRole('dialog', { name: en.tabs.finder.title }).getByRole('option').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
  })
})

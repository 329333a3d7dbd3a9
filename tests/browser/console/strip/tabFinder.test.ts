import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import { type ConsoleInBrowser, panelOf } from '../../../support/console/openConsoleInBrowser.ts'
import { lowContrast } from '../lowContrast.ts'
import { fortyPatients, openManyTabs, sessionOf } from './manyTabs.ts'

describeInChromium('the finder of a console with forty tabs', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    const opened = await openManyTabs(browser(), { width: 1280, height: 800 })
    fixture = opened.fixture
    page = opened.page
    // Two of one name, of another year.
    const { patient } = sessionOf(7)
    await fixture.admin.putSession(fixture.sessionAt(8), {
      ...sessionOf(8),
      ...(patient && { patient: { ...patient, birthDate: '1951-02-03', mrn: '5101' } }),
    })
    await page
      .locator(`[data-tab="${fixture.sessionAt(8)}"]`)
      .getByText('1951')
      .waitFor()
    for (const index of [20, 4]) await fixture.sendAsPatient(index, 'Is anybody there?')
    await page.getByRole('button', { name: '40 tabs open, 2 owed a reply' }).waitFor()
  }, 180_000)
  afterAll(() => fixture?.close())

  const nameOf = (index: number) => fortyPatients[index] ?? ''
  const finder = () => page.getByRole('dialog', { name: 'Find an open tab' })
  const field = () => finder().getByRole('combobox')
  const rows = () => finder().getByRole('option')
  const more = () => page.getByRole('button', { name: '40 tabs open' })
  const composerOf = (index: number) => panelOf(page, nameOf(index)).locator('textarea[data-composer]')
  const hasFocus = (index: number) => composerOf(index).evaluate((area) => area === document.activeElement)
  async function openFinder(): Promise<void> {
    await more().click()
    await field().waitFor()
  }

  it('lists every tab, those in need first, with the whole name and what tells it from another of the same name', async () => {
    await openFinder()
    await expect.poll(() => rows().count()).toBe(40)
    const texts = await rows().allInnerTexts()
    expect(texts[0]).toContain(nameOf(20))
    expect(texts[0]).toMatch(/\d+:\d\d/)
    expect(texts[1]).toContain(nameOf(4))
    const namesakes = texts.filter((text) => text.includes(nameOf(7)))
    expect(namesakes.map((text) => /born \d+-\d+-\d+/.exec(text)?.[0]).sort()).toEqual([
      'born 1947-03-11',
      'born 1951-02-03',
    ])
    await page.keyboard.press('Escape')
    await finder().waitFor({ state: 'hidden' })
    await expect.poll(() => hasFocus(39)).toBe(true)
  })

  it('is opened by its key, in which the next keys are already, and not by it where a dialog is open', async () => {
    await pressAtOnce(page, ['Alt+J', ...'nobody'])
    await expect.poll(() => field().inputValue()).toBe('nobody')
    await page.keyboard.press('Alt+j')
    await expect.poll(() => field().inputValue()).toBe('nobody')
    await page.keyboard.press('Escape')
    await expect.poll(() => hasFocus(39)).toBe(true)
    expect(await composerOf(39).inputValue()).toBe('')
  })

  it('is used by keys alone: typed names, arrows, Home and End, and Enter goes there with the focus in its composer', async () => {
    await openFinder()
    await page.keyboard.type(nameOf(31))
    await expect.poll(() => rows().count()).toBe(1)
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(31)).toBe(true)
    await openFinder()
    const selected = () => finder().locator('[aria-selected=true]').innerText()
    await page.keyboard.press('ArrowDown')
    await expect.poll(selected).toContain(nameOf(4))
    await page.keyboard.press('End')
    const last = await rows().last().innerText()
    await expect.poll(selected).toBe(last)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowUp')
    await expect.poll(selected).toContain(nameOf(20))
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(20)).toBe(true)
    expect(await finder().count()).toBe(0)
  })

  it('sends nothing by the Enter that goes, be it pressed twice at once, where a text stands already', async () => {
    await openFinder()
    await page.keyboard.type(nameOf(12))
    await page.keyboard.press('Enter')
    await composerOf(12).fill('not finished')
    await openFinder()
    await page.keyboard.type(nameOf(13))
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(13)).toBe(true)
    await openFinder()
    await page.keyboard.type(nameOf(12))
    await pressAtOnce(page, ['Enter', 'Enter', ...'xyz'])
    await expect.poll(() => hasFocus(12)).toBe(true)
    await expect.poll(() => composerOf(12).inputValue()).toBe('not finishedxyz')
    expect(fixture.textsAtWitness(12)).toEqual([])
  })

  it('closes by Delete and stays; a draft of what was closed is there when it is opened again', async () => {
    await openFinder()
    await page.keyboard.type(nameOf(12))
    await expect.poll(() => rows().count()).toBe(1)
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(39)
    await expect.poll(() => rows().count()).toBe(0)
    await expect.poll(() => field().evaluate((input) => input === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await finder().waitFor({ state: 'hidden' })
    // What had the focus before is closed: it is with the patient who is in front now, not with nobody.
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-composer'))).toBe(true)
    await page.keyboard.press('Alt+Shift+T')
    await expect.poll(() => composerOf(12).inputValue()).toBe('not finishedxyz')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(40)
  })

  it('keeps its order while patients write, can be read, leaves its place to the palette, and is used by the mouse', async () => {
    await expect.poll(() => hasFocus(12)).toBe(true)
    await openFinder()
    const order = await rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-found')))
    await fixture.sendAsPatient(2, 'And me?')
    await expect
      .poll(() =>
        finder()
          .locator(`[data-found="${fixture.sessionAt(2)}"]`)
          .innerText(),
      )
      .toMatch(/1 unread/)
    await expect
      .poll(() => rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-found'))))
      .toEqual(order)
    expect(await axeViolations(page)).toEqual([])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await lowContrast(page)).toEqual([])
    }
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').waitFor()
    await finder().waitFor({ state: 'hidden' })
    await page.keyboard.press('Escape')
    await expect.poll(() => hasFocus(12)).toBe(true)
    await openFinder()
    await rows()
      .filter({ hasText: nameOf(33) })
      .click()
    await expect.poll(() => hasFocus(33)).toBe(true)
  })
})

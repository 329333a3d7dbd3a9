import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  patients,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000
const ann = 'Ann Aare'
const bea = 'Bea Berg'
const cem = 'Cem Can'
const shots = process.env.LATER_SHOTS

describeInChromium('answering later, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn({ viewport: { width: 1280, height: 800 } })).page
    await fixture.sendAsPatient(0, 'Is the result of the blood test there?')
    await fixture.sendAsPatient(1, 'Thank you!')
    await fixture.sendAsPatient(2, 'May I take two of them?')
    await rowOf(page, cem).getByText('May I take two').waitFor()
    await openTab(page, ann)
    await panelOf(page, ann).locator('article', { hasText: 'blood test' }).waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  const shot = async (name: string) => {
    if (shots === undefined) return
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}/${name}.png` })
  }
  const dialog = () => page.getByRole('dialog')
  const dialogHasFocus = () =>
    expect.poll(() => dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true)
  const group = (name: string) => page.locator(`section[aria-labelledby="sessions-${name}"]`)
  /** Returns the patients of a group, in its order. */
  const namesIn = async (name: string) => {
    const rows = await group(name).locator('[data-session]').all()
    const ids = await Promise.all(rows.map((row) => row.getAttribute('data-session')))
    return ids.map((id) => patients[Number(id?.slice('session-'.length))])
  }
  const focusIn = (name: string) =>
    panelOf(page, name)
      .getByRole('textbox')
      .evaluate((field) => field === document.activeElement)

  it('takes a key, a digit for the reason, one for the time, and Enter; then the next who waits is in front', async () => {
    await page.keyboard.press('Alt+z')
    await dialog().getByText('Until when').waitFor()
    await dialogHasFocus()
    await shot('dialog')
    await page.keyboard.press('Enter')
    await dialog().getByText('Choose a reason with its digit.').waitFor()
    await dialogHasFocus()
    await page.keyboard.press('1')
    await page.keyboard.press('3')
    await page.keyboard.press('Enter')
    await expect.poll(() => namesIn('later')).toEqual([ann])
    await expect.poll(() => focusIn(bea)).toBe(true)
    await group('later').getByText('Waiting for a result').waitFor()
    await page.getByLabel('Connection').getByText(`${ann}: later`).waitFor()
    await shot('next')
  })

  it('leaves with Escape as if it had not been asked', async () => {
    await page.keyboard.press('Alt+z')
    await dialog().waitFor()
    await dialogHasFocus()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(() => focusIn(bea)).toBe(true)
    expect(await namesIn('later')).toEqual([ann])
  })

  it('marks thanks as needing no answer', async () => {
    await page.keyboard.press('Alt+x')
    await dialog().getByText('Why not').waitFor()
    await dialogHasFocus()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await expect.poll(() => namesIn('noneNeeded')).toEqual([bea])
    await expect.poll(() => focusIn(cem)).toBe(true)
    await expect.poll(() => namesIn('owed')).toEqual([cem])
  })

  it('takes a reason in own words, and says who put it off, until when and why, above what was said', async () => {
    await page.keyboard.press('Alt+z')
    await dialog().getByText('In my own words').waitFor()
    await dialogHasFocus()
    await page.keyboard.press('6')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Asked the pharmacy')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await panelOf(page, cem).getByTestId('later').getByTitle('(Clinician): Asked the pharmacy').waitFor()
    await expect.poll(() => namesIn('later')).toEqual([cem, ann])
    await shot('header')
  })

  it('is taken back with a key, which opens who was put off', async () => {
    await page.keyboard.press('Alt+Shift+Z')
    await expect.poll(() => namesIn('owed')).toEqual([cem])
    await expect.poll(() => focusIn(cem)).toBe(true)
  })

  it('ends when the patient writes, and cannot be confirmed over what was written meanwhile', async () => {
    await page.keyboard.press('Alt+z')
    await dialog().getByText('Until when').waitFor()
    await fixture.sendAsPatient(2, 'I took three')
    await dialog().getByText(`${cem} has written again.`).waitFor()
    await dialogHasFocus()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await dialog().waitFor()
    await dialogHasFocus()
    await page.keyboard.press('Escape')
    await fixture.sendAsPatient(0, 'My chest hurts')
    await expect.poll(async () => (await namesIn('owed')).sort()).toEqual([ann, cem])
    expect(await namesIn('later')).toEqual([])
  })

  it('is in the staff thread, with the reason', async () => {
    await openTab(page, ann)
    await page.keyboard.press('Alt+s')
    await panelOf(page, ann).getByText('Clinician put this off at').waitFor()
    await panelOf(page, ann).getByText('Waiting for a result').waitFor()
    await page.keyboard.press('Alt+c')
  })
})

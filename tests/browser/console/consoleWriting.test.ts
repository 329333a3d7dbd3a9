import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
  textsOnScreen,
  write,
} from '../../support/console/openConsoleInBrowser.ts'
import { until } from '../../support/time/until.ts'

const longMs = 60_000

describeInChromium('what is being written in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  /** The delay of what the console's host says to the page: as if each flush of its disk took so long. */
  let answersAfterMs = 0

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openConsole()).page
    await page.getByLabel('Relay address').waitFor()
    await page.routeWebSocket('**/bridge', (near) => {
      const far = near.connectToServer()
      far.onMessage((frame) => {
        if (answersAfterMs === 0) near.send(frame)
        else setTimeout(() => near.send(frame), answersAfterMs)
      })
    })
    await page.reload()
    await fixture.signIn(page, fixture.password)
    await rowOf(page, 'Ann Aare').waitFor()
  })
  afterAll(() => fixture?.close())

  const composer = (of: Page, name: string) => panelOf(of, name).getByRole('textbox')

  it.each([100, 300])('is sent as it stood at each Enter while every save takes %i ms', async (saveMs) => {
    const patient = saveMs === 100 ? 'Ann Aare' : 'Bea Berg'
    const texts = ['fine', '2 mg', '4 mg at night', 'no', 'call me', '0.5 mg', 'yes', 'tomorrow'].map(
      (text) => `${text} (${saveMs})`,
    )
    await openTab(page, patient)
    await composer(page, patient).focus()
    // A switch to another patient holds the Enter for a moment.
    await page.waitForTimeout(1_100)
    answersAfterMs = saveMs
    try {
      for (const text of texts) await page.keyboard.type(`${text}\n`)
      expect(await composer(page, patient).inputValue()).toBe('')
      const index = saveMs === 100 ? 0 : 1
      await until('all have arrived', () => fixture.textsAtWitness(index).length >= texts.length, longMs)
      expect(fixture.textsAtWitness(index)).toEqual(texts)
      await expect.poll(() => textsOnScreen(page, patient), { timeout: longMs }).toEqual(texts)
    } finally {
      answersAfterMs = 0
    }
  })

  it('is sent by Enter when somebody comes back to it, without a letter more', async () => {
    const text = 'written before the other patient called'
    await openTab(page, 'Eli Eng')
    await composer(page, 'Eli Eng').fill(text)
    await openTab(page, 'Dua Diop')
    await openTab(page, 'Eli Eng')
    // Held for a moment, as it may have been meant for the other patient.
    await expect
      .poll(async () => {
        await composer(page, 'Eli Eng').press('Enter')
        return composer(page, 'Eli Eng').inputValue()
      })
      .toBe('')
    await until('it has arrived', () => fixture.textsAtWitness(4).length > 0, longMs)
    expect(fixture.textsAtWitness(4)).toEqual([text])
  })

  it('in one window stays when another window sends something, and when its own is loaded again', async () => {
    await openTab(page, 'Cem Can')
    const opening = page.context().waitForEvent('page')
    await page.evaluate(() => void open(location.href))
    const other = await opening
    await openTab(other, 'Cem Can')
    expect(await composer(other, 'Cem Can').inputValue()).toBe('')
    await composer(page, 'Cem Can').fill('Half a sentence of window one')
    await openTab(other, 'Dua Diop')
    await rowOf(other, 'Cem Can').getByText('Draft: Half a sentence of window one').waitFor({ timeout: longMs })
    await openTab(other, 'Cem Can')
    await write(other, 'Cem Can', 'Sent by window two.')
    await until('it has arrived', () => fixture.textsAtWitness(2).length > 0, longMs)
    expect(fixture.textsAtWitness(2)).toEqual(['Sent by window two.'])
    await expect.poll(() => composer(page, 'Cem Can').inputValue()).toBe('Half a sentence of window one')
    await page.reload()
    // The two share their tabs, and the other one may have had another in front when that was last saved.
    await openTab(page, 'Cem Can')
    await expect
      .poll(() => composer(page, 'Cem Can').inputValue(), { timeout: longMs })
      .toBe('Half a sentence of window one')
  })
})

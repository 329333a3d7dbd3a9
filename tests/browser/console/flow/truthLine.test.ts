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
import { clinicianId } from '../../../support/console/relayWithConsole.ts'
import { lowContrast } from '../lowContrast.ts'

const longMs = 60_000
const ann = 'Ann Aare'

describeInChromium('the line where one writes, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let before: string[]

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
    await fixture.sendAsPatient(0, 'Is anybody there?')
    await openTab(page, ann)
    await panelOf(page, ann).getByText('Is anybody there?').waitFor()
    await page.mouse.move(700, 300)
    await panelOf(page, ann).locator('[data-truth=live]').waitFor()
    before = await places()
  })
  afterAll(() => fixture?.close())

  const line = () => panelOf(page, ann).locator('[data-truth]')
  const composer = () => panelOf(page, ann).getByRole('textbox')

  /** Waits until the line tells this state, in these words. */
  async function untilLine(truth: string, words: string): Promise<void> {
    await expect.poll(() => line().getAttribute('data-truth'), { timeout: longMs }).toBe(truth)
    await expect.poll(() => line().innerText()).toContain(words)
  }

  /** Boxes of everything that must not move with the line. A tab is as wide as what it tells of the patient. */
  function places(): Promise<string[]> {
    return page
      .locator('[data-session], [role="log"], article, textarea, form button[type="submit"]')
      .evaluateAll((elements) => elements.map((element) => JSON.stringify(element.getBoundingClientRect())))
  }

  async function canBeRead(): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await lowContrast(page), colorScheme).toEqual([])
    }
  }

  it('says that the relay is gone, moves nothing, and connects again on a press', async () => {
    await fixture.relay.kill()
    await untilLine('offline', 'Offline: kept here, sent later')
    await expect.poll(() => line().getAttribute('data-level')).toBe('warn')
    expect(await places()).toEqual(before)
    await canBeRead()
    const connect = panelOf(page, ann).getByRole('button', { name: 'Connect now' })
    await connect.click()
    // The button goes when it has worked: the focus is where one writes before that.
    await expect.poll(() => composer().evaluate((area) => area === document.activeElement)).toBe(true)
    await connect.waitFor({ timeout: longMs })
    await untilLine('offline', 'Offline')
    await fixture.relay.start()
    // It is gone where the console was quicker.
    await connect.evaluateAll((buttons) => {
      for (const button of buttons) if (button instanceof HTMLElement) button.click()
    })
    await untilLine('live', 'Enter sends')
    expect(await places()).toEqual(before)
  })

  it('counts the seconds of a silence, amber and then red', async () => {
    fixture.relay.pause()
    try {
      await untilLine('silent', 'kept here, sent later')
      await expect.poll(() => line().getAttribute('data-level')).toBe('warn')
      await expect.poll(() => line().innerText()).toMatch(/No answer for (1[2-9]|2\d) s/)
      expect(await places()).toEqual(before)
    } finally {
      fixture.relay.resume()
    }
    await untilLine('live', 'Enter sends')
  })

  it('says that the console has stopped', async () => {
    await fixture.host.kill()
    await untilLine('stopped', 'kept in this window')
    await expect.poll(() => line().getAttribute('data-level')).toBe('alarm')
    expect(await places()).toEqual(before)
    await canBeRead()
    await fixture.host.start()
    await untilLine('live', 'Enter sends')
  })

  it('says that the sign-in is over, with the button that mends it, and goes on with the text', async () => {
    await composer().fill('Take')
    await rowOf(page, ann).getByText('Draft: Take').waitFor()
    const drafted = await places()
    await fixture.admin.putUser(clinicianId, { name: 'Clinician', role: 'clinician', password: 'another password' })
    await untilLine('expired', 'Sign-in expired')
    expect(await places()).toEqual(drafted)
    await panelOf(page, ann).getByRole('button', { name: 'Sign in again' }).click()
    await page.getByLabel('Password', { exact: true }).fill('another password')
    await page.keyboard.press('Enter')
    await untilLine('live', 'Enter sends')
    await expect.poll(() => composer().evaluate((area) => area === document.activeElement)).toBe(true)
    await page.keyboard.type(' 2 mg.')
    await expect.poll(() => composer().inputValue()).toBe('Take 2 mg.')
    expect(await places()).toEqual(drafted)
  })
})

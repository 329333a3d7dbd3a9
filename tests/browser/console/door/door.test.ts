import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { textOutsideBox } from '../fold/textOutsideBox.ts'
import { readQr } from './readQr.ts'

const ann = 'Ann Aare'

describeInChromium('a new patient at the door, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const opened = await fixture.openSignedIn()
    page = opened.page
    complaints = opened.complaints
  }, 180_000)
  afterAll(() => fixture?.close())

  const dialog = () => page.getByRole('dialog')
  const link = () => dialog().getByLabel('Link for the patient', { exact: true })
  const hasFocusIn = (part: Locator) =>
    expect.poll(() => part.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  const composerOf = (name: string) => panelOf(page, name).locator('textarea[data-composer]')
  const isLive = async (yes: boolean) =>
    await expect
      .poll(async () => (await page.locator('[data-mode]').first().getAttribute('data-mode')) === 'live')
      .toBe(yes)

  it('gets a session, a link with its code, and a first message, by keys alone', async () => {
    await openTab(page, ann)
    await hasFocusIn(composerOf(ann))
    await page.keyboard.press('Alt+Shift+n')
    await hasFocusIn(dialog().getByLabel('Name'))
    expect(await axeViolations(page)).toEqual([])
    await expect.poll(() => textOutsideBox(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toBe('Type the name of the patient first.')
    await page.keyboard.type('Nina Néw')
    await page.keyboard.press('Enter')
    await expect.poll(() => link().inputValue()).toMatch(/\/visit\/#/)
    await hasFocusIn(link())
    expect(await axeViolations(page)).toEqual([])
    await expect.poll(() => textOutsideBox(page)).toEqual([])
    // The Enter that made it, pressed again, does nothing.
    await page.keyboard.press('Enter')
    expect(await readQr(page, dialog().getByRole('img', { name: 'QR code' }))).toBe(await link().inputValue())
    await page.keyboard.press('Escape')
    await hasFocusIn(composerOf('Nina Néw'))
    await page.keyboard.type('Please come in')
    await expect.poll(() => composerOf('Nina Néw').inputValue()).toBe('Please come in')
    expect(await composerOf(ann).count()).toBe(0)
  })

  it('says who of the same name is here already', async () => {
    await page.keyboard.press('Alt+Shift+n')
    await hasFocusIn(dialog().getByLabel('Name'))
    await page.keyboard.type('ann aare')
    await dialog().getByText('There is one already: Ann Aare, born 1964-03-11, MRN 4821-00.').waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Oda Over')
    await expect.poll(() => dialog().getByText('There is one already').count()).toBe(0)
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog().count()).toBe(0)
  })

  it('needs the relay, says so, and keeps what was typed', async () => {
    await fixture.relay.kill()
    await isLive(false)
    await page.keyboard.press('Control+k')
    await hasFocusIn(dialog())
    await page.keyboard.type('new patient')
    await dialog().getByText('New patient at the door').waitFor()
    await page.keyboard.press('Enter')
    await hasFocusIn(dialog().getByLabel('Name'))
    expect(await dialog().getByLabel('Name').inputValue()).toBe('Oda Over')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toContain('A new patient needs the relay.')
    expect(await dialog().getByLabel('Name').inputValue()).toBe('Oda Over')
    await fixture.relay.start()
    await isLive(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => link().count()).toBe(1)
    await hasFocusIn(link())
    await dialog().getByRole('button', { name: 'Write the first message' }).click()
    await hasFocusIn(composerOf('Oda Over'))
    expect(await rowOf(page, 'Oda Over').count()).toBe(1)
  })

  it('is invited anew by one key where the session is closed, which opens it again', async () => {
    await fixture.admin.putSession(fixture.sessionAt(1), {
      kind: 'chat',
      active: false,
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
    })
    await openTab(page, 'Bea Berg')
    await expect(fixture.sendAsPatient(1, 'One more thing')).rejects.toThrow()
    await panelOf(page, 'Bea Berg').getByText('tried to write').waitFor()
    await panelOf(page, 'Bea Berg')
      .getByRole('button', { name: /^Invite anew/ })
      .waitFor()
    await page.keyboard.press('Alt+Shift+i')
    await hasFocusIn(dialog())
    await dialog().getByText('It is opened again when the link is made').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => link().count()).toBe(1)
    expect(await readQr(page, dialog().getByRole('img', { name: 'QR code' }))).toBe(await link().inputValue())
    await page.keyboard.press('Escape')
    await composerOf('Bea Berg').waitFor()
    expect(complaints).toEqual([])
  })
})

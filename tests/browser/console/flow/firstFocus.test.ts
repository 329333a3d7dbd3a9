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
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'

const longMs = 60_000
const ann = 'Ann Aare'
const bea = 'Bea Berg'

describeInChromium('the first key after the screen has come, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
  })
  afterAll(() => fixture?.close())

  const composer = (name: string) => panelOf(page, name).getByRole('textbox')
  /** Returns what has the focus. */
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document
      if (activeElement?.matches('textarea[data-composer]')) return 'composer'
      if (activeElement?.matches('[data-nothing-open]')) return 'nobody waits'
      if (activeElement?.matches('[data-open-first]')) return 'who waits'
      return activeElement?.getAttribute('role') ?? 'nobody'
    })

  it('reaches who begins to wait while no session is open, in a list that keeps no order for it', async () => {
    await expect.poll(focused, { timeout: longMs }).toBe('nobody waits')
    await fixture.sendAsPatient(2, 'Is anybody there?')
    await expect.poll(focused, { timeout: longMs }).toBe('who waits')
    await fixture.sendAsPatient(1, 'And there?')
    await rowOf(page, bea).getByText('And there?').waitFor()
    await expect.poll(() => page.locator('[data-session]').first().innerText()).toContain('Cem Can')
  })

  it('reaches who has waited longest after the page was loaded again with no session open', async () => {
    await page.reload()
    await expect.poll(focused, { timeout: longMs }).toBe('who waits')
    await page.keyboard.press('Enter')
    await page.keyboard.type('I am')
    await expect.poll(() => composer('Cem Can').inputValue()).toBe('I am')
  })

  it('reaches the patient at work after the page was loaded again', async () => {
    await openTab(page, ann)
    await expect.poll(focused).toBe('composer')
    await composer(ann).fill('The rash')
    await rowOf(page, ann).getByText('Draft: The rash').waitFor()
    await page.reload()
    await expect.poll(focused, { timeout: longMs }).toBe('composer')
    await page.keyboard.type(' is gone.')
    await expect.poll(() => composer(ann).inputValue()).toBe('The rash is gone.')
  })

  it('reaches the patient at work after signing out and in', async () => {
    await composer(ann).fill('')
    await page.keyboard.press('Alt+Shift+Q')
    await fixture.signIn(page, fixture.password)
    await expect.poll(focused, { timeout: longMs }).toBe('composer')
    await page.keyboard.type('for Ann')
    await expect.poll(() => composer(ann).inputValue()).toBe('for Ann')
  })

  it('reaches the patient at work after signing in again over the screen', async () => {
    await fixture.admin.putUser(clinicianId, { name: 'Clinician', role: 'clinician', password: 'another password' })
    const again = page.locator('[data-kind=expired]').getByRole('button', { name: 'Sign in again' })
    await again.click({ timeout: longMs })
    await page.getByLabel('Password', { exact: true }).fill('another password')
    await page.keyboard.press('Enter')
    await expect.poll(focused, { timeout: longMs }).toBe('composer')
    await page.keyboard.type(', too')
    await expect.poll(() => composer(ann).inputValue()).toBe('for Ann, too')
  })

  it('stays in the palette for somebody who opens that before the screen has come', async () => {
    await page.reload()
    await page.getByLabel('Connection').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('hess')
    await panelOf(page, ann).waitFor()
    await expect.poll(() => page.getByPlaceholder('Patient or action').inputValue()).toMatch(/hess$/)
    await expect.poll(() => composer(ann).inputValue()).toBe('for Ann, too')
    await page.keyboard.press('Escape')
  })

  it('reaches what was said where the session is closed and has no place to write', async () => {
    await fixture.admin.putSession(fixture.sessionAt(0), {
      kind: 'chat',
      active: false,
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
    })
    await panelOf(page, ann).getByText('This session is closed.').waitFor()
    // Nothing goes to anybody from here any more.
    const banner = panelOf(page, ann).getByTestId('recipient-banner')
    await expect.poll(() => banner.innerText()).toContain(ann)
    expect(await banner.innerText()).not.toContain('To ')
    await page.reload()
    await expect.poll(focused, { timeout: longMs }).toBe('log')
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { openFaultyLink } from '../../../support/servers/faultyLink.ts'
import { lowContrast } from '../lowContrast.ts'

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('the search in what was said', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let link: Awaited<ReturnType<typeof openFaultyLink>>

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await fixture.sendAsPatient(0, 'I have had a high fever since Monday')
    for (let at = 1; at <= 40; at += 1) await fixture.sendAsPatient(1, `line ${at} of a long day`)
    await fixture.sendAsPatient(1, 'No FÉVER at all')
    await fixture.sendAsPatient(2, '患者说头痛')
    await fixture.sendAsPatient(3, 'ambergris then')
    await fixture.sendAsPatient(4, 'ambergris now')
    // Of a closed session nothing is on the workstation.
    await fixture.admin.putSession(fixture.sessionAt(3), {
      ...{ kind: 'chat', active: false },
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name: 'Dua Diop', birthDate: '1964-03-11', sex: 'female', mrn: '4821-03' },
    })
    link = await openFaultyLink(Number(new URL(fixture.relayUrl).port))
    const opened = await fixture.openConsole({ viewport: { width: 1280, height: 800 } })
    page = opened.page
    await fixture.signIn(page, fixture.password, link.url)
    await openTab(page, 'Cem Can')
  }, longMs)
  afterAll(async () => {
    await link?.close()
    await fixture?.close()
  })

  const dialog = () => page.getByRole('dialog', { name: 'Search in what was said' })
  const field = () => dialog().getByRole('combobox')
  const rows = () => dialog().getByRole('option')
  const line = () => dialog().getByRole('status')
  const texts = () => rows().allInnerTexts()
  const composerHasFocus = (name: string) =>
    panelOf(page, name)
      .locator('textarea[data-composer]')
      .evaluate((area) => area === document.activeElement)

  async function search(text: string): Promise<void> {
    if (!(await dialog().isVisible())) await page.keyboard.press('Control+Shift+f')
    await field().waitFor()
    await field().fill(text)
  }

  it('shows the messages of this workstation patient by patient, the newest first, with what was looked for marked', async () => {
    await search('fever')
    await expect.poll(() => rows().locator('mark').allInnerTexts()).toEqual(['FÉVER', 'fever'])
    expect((await texts())[0]).toContain('No FÉVER at all')
    await line().getByText('2 messages on this workstation. The relay was searched as well.').waitFor()
    expect(await dialog().getByText('Bea Berg').count()).toBe(1)
    await search('头痛')
    await expect.poll(() => rows().locator('mark').allInnerTexts()).toEqual(['头痛'])
    await search('from:bea')
    await line().getByText('Only this workstation was searched').waitFor()
  })

  it('goes with the arrow keys and Enter to the place in its conversation, and with Escape back to where the focus was', async () => {
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await expect.poll(() => composerHasFocus('Cem Can')).toBe(true)
    await search('"long day" in:bea berg')
    await line().getByText('The newest 30 messages').waitFor()
    for (let press = 0; press < 30; press += 1) await page.keyboard.press('ArrowDown')
    await expect.poll(() => dialog().locator('[aria-selected=true]').innerText()).toBe('Show older messages')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows().count()).toBe(40)
    for (let press = 0; press < 9; press += 1) await page.keyboard.press('ArrowDown')
    await expect.poll(() => dialog().locator('[aria-selected=true]').innerText()).toContain('line 1 of')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'hidden' })
    const log = panelOf(page, 'Bea Berg').getByRole('log')
    await expect
      .poll(async () => {
        const [inner, outer] = await Promise.all([
          log.getByText('line 1 of a long day').boundingBox(),
          log.boundingBox(),
        ])
        return (
          inner !== null && outer !== null && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height
        )
      })
      .toBe(true)
  })

  it('has the keys right after its own', async () => {
    await pressAtOnce(page, ['Ctrl+Shift+F', 'd', 'a', 'y'])
    await expect.poll(() => field().inputValue()).toBe('day')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  it('says in a sentence what it cannot read, and keeps the contrast and the roles that it needs', async () => {
    await search('before:soon')
    await line().getByText('Write a day after “before:”, such as 2026-11-01.').waitFor()
    await search('fever')
    await expect.poll(() => rows().count()).toBe(2)
    expect(await axeViolations(page)).toEqual([])
    expect(await lowContrast(page)).toEqual([])
  })

  it('marks what the relay has beyond, below, and shows nothing twice', async () => {
    await search('ambergris')
    const kinds = () => rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-found')))
    await expect.poll(kinds).toEqual(['here', 'relay'])
    expect(await rows().first().innerText()).toContain('ambergris now')
    expect(await rows().last().innerText()).toMatch(/ambergris then[\s\S]*from the relay/)
  })

  it('finds the same without a relay, and says that only this workstation was searched', async () => {
    await search('')
    link.refuse(true)
    link.cut()
    onTestFinished(() => link.refuse(false))
    await search('fever')
    await line().getByText('Only this workstation was searched: the relay cannot be reached.').waitFor()
    await expect.poll(() => rows().locator('mark').allInnerTexts()).toEqual(['FÉVER', 'fever'])
  })

  it('stands in the palette, too, below patients and actions', async () => {
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill('monday')
    const found = page.locator('[data-action]', { hasText: 'I have had a high fever since Monday' })
    await found.first().waitFor()
    await expect.poll(() => page.locator('[data-selected]').innerText()).toContain('since Monday')
    await page.keyboard.press('Enter')
    await panelOf(page, 'Ann Aare').getByText('I have had a high fever since Monday').waitFor()
  })
})

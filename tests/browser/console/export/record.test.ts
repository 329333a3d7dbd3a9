import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  statusOf,
} from '../../../support/console/openConsoleInBrowser.ts'

import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'

import { until } from '../../../support/time/until.ts'

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('the record of a session in Chromium', (browser) => {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-record-'))
  let fixture: ConsoleInBrowser
  let page: Page
  let complaints: readonly string[]

  async function put(text: string): Promise<void> {
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.fill(text)
    await composer.press('Enter')
  }

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser(), { patients: ['Ann Aare', 'Bea Berg'] })
    for (let count = 1; count <= 40; count += 1) await fixture.sendAsPatient(0, `message ${count}`)
    await fixture.sendAsPatient(1, 'Is anybody there?')
    // Closed, and not looked at: nothing of it is on the workstation.
    const participants = [
      { userId: clinicianId, role: 'clinician' as const },
      { userId: witnessId, role: 'patient' as const },
    ]
    const patient = { name: 'Bea Berg', birthDate: '1964-03-11', sex: 'female' as const, mrn: '4821-01' }
    await fixture.admin.putSession(fixture.sessionAt(1), { kind: 'chat', participants, patient, active: false })
    const opened = await fixture.openSignedIn()
    page = opened.page
    complaints = opened.complaints
    await openTab(page, 'Ann Aare')
    await put('An answer for Ann')
    // Not on the screen: what is new may still come between, and is where one begins to read.
    await until('it has arrived', () => fixture.textsAtWitness(0).includes('An answer for Ann'), longMs)
    await page.keyboard.press('Alt+s')
    await panelOf(page, 'Ann Aare')
      .getByRole('log', { name: /Staff notes/ })
      .waitFor()
    await put('A note of the staff')
    await statusOf(page, 'A note of the staff')
      .getByText(/Sent|Delivered|Read/)
      .waitFor()
    await page.keyboard.press('Alt+c')
    await panelOf(page, 'Ann Aare')
      .getByRole('log', { name: /Conversation/ })
      .waitFor()
  }, longMs)
  afterAll(async () => {
    rmSync(directory, { recursive: true })
    await fixture?.close()
  })

  const dialog = (name = 'Ann Aare') => page.getByRole('dialog', { name: `Export the session of ${name}` })
  const focused = () => page.evaluate(() => document.activeElement?.textContent)

  /** Asks for the export in the palette, as somebody does who knows no key of it. */
  async function ask(name = 'Ann Aare'): Promise<void> {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('export')
    await page
      .getByRole('option', { name: /Export the session/ })
      .or(page.getByRole('button', { name: /Export the session/ }))
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await dialog(name).waitFor()
    await isAtChoice(name)
  }

  async function isAtChoice(name?: string): Promise<void> {
    await expect
      .poll(() =>
        dialog(name)
          .getByLabel('Care only')
          .evaluate((radio) => radio === document.activeElement),
      )
      .toBe(true)
  }

  /** Goes to one of the buttons at the end of the dialog. */
  async function goTo(button: 'Cancel' | 'Print or PDF' | 'Save as JSON'): Promise<void> {
    for (const name of ['Cancel', 'Print or PDF', 'Save as JSON'] as const) {
      await page.keyboard.press('Tab')
      await expect.poll(focused).toBe(name)
      if (name === button) return
    }
  }

  /** Saves the file. Returns its name and what is in it. */
  async function save(): Promise<{ readonly name: string; readonly text: string }> {
    await goTo('Save as JSON')
    const downloading = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    const download = await downloading
    const path = join(directory, 'saved.json')
    await download.saveAs(path)
    await dialog().getByRole('status').waitFor()
    return { name: download.suggestedFilename(), text: readFileSync(path, 'utf8') }
  }

  function verify(text: string) {
    const path = join(directory, 'verified.json')
    writeFileSync(path, text)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['commands/verify.ts', path], { encoding: 'utf8' })
    return { status, line: (stdout + stderr).trim() }
  }

  it('is saved from the palette, is whole for the command, and no more once a byte was changed', async () => {
    await ask()
    const { name, text } = await save()
    expect(name).toMatch(/^ROUNDS-session-0-\d{4}-\d\d-\d\d\.json$/)
    const head = (await dialog().locator('code').textContent()) ?? ''
    expect(verify(text)).toEqual({
      status: 0,
      line: expect.stringMatching(`^\\d+ entries, chain whole, head ${head}$`),
    })
    expect(text).toContain('An answer for Ann')
    expect(text).not.toContain('A note of the staff')
    expect(verify(text.replace('"message 17"', '"message 18"'))).toEqual({
      status: 1,
      line: expect.stringMatching(/^first broken link: link \d+ \(care \d+\), changed: /),
    })
    await expect.poll(focused).toBe('Close')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-composer]'))).toBe(true)
  })

  it('has the notes of the staff when they are asked for, from the menu of the session', async () => {
    await page.keyboard.press('Alt+o')
    await page.locator('[data-session-menu]').waitFor()
    await page.keyboard.press('End')
    await expect.poll(focused).toBe('Export…')
    await page.keyboard.press('Enter')
    await dialog().waitFor()
    await isAtChoice()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => dialog().getByLabel('Care and staff notes').isChecked()).toBe(true)
    expect(await axeViolations(page)).toEqual([])
    const { text } = await save()
    expect(verify(text).status).toBe(0)
    expect(text).toContain('A note of the staff')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('is shown as it is printed, with its head, and nothing else of the screen is on the paper', async () => {
    await ask()
    await goTo('Print or PDF')
    await page.keyboard.press('Enter')
    const paper = page.getByRole('dialog', { name: 'Record of the session of Ann Aare, as it is printed' })
    await paper.waitFor()
    await expect.poll(focused).toBe('Print')
    await page.evaluate(() => {
      window.print = () => void document.body.setAttribute('data-printed', '')
    })
    await page.keyboard.press('Enter')
    await page.locator('body[data-printed]').waitFor()
    expect(await axeViolations(page)).toEqual([])
    const heads = await paper.locator('code').allTextContents()
    expect(new Set(heads).size).toBe(1)
    expect(heads[0]).toMatch(/^[0-9a-f]{64}$/)
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.locator('#root').isVisible()).toBe(false)
    await expect.poll(() => paper.getByRole('button').first().isVisible()).toBe(false)
    expect(await paper.locator('article').isVisible()).toBe(true)
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect((pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThan(1)
    await page.emulateMedia({ media: null })
    // No key opens anything below the paper, where nobody would see it.
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Alt+n')
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Escape')
    await paper.waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-composer]'))).toBe(true)
  })

  it('is given up by Cancel while the relay does not answer, and says what lacks while there is none', async () => {
    fixture.relay.pause()
    await ask()
    await goTo('Save as JSON')
    await page.keyboard.press('Enter')
    await dialog().getByText('Fetching the record').waitFor()
    await expect.poll(focused).toBe('Cancel')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    fixture.relay.resume()
    await fixture.relay.kill()
    await page.locator('[data-mode="connecting"], [data-mode="offline"]').first().waitFor()
    await openTab(page, 'Bea Berg')
    await ask('Bea Berg')
    await goTo('Save as JSON')
    await page.keyboard.press('Enter')
    await dialog('Bea Berg').getByRole('alert').waitFor()
    expect(await dialog('Bea Berg').getByRole('alert').textContent()).toMatch(
      /The relay cannot be reached, and this workstation lacks entries 1 to \d+ of the care thread/,
    )
    await expect.poll(focused).toBe('Save as JSON')
    await page.keyboard.press('Escape')
    await dialog('Bea Berg').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

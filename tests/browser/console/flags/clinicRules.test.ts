import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { en } from '../../../../src/renderer/strings/en.ts'
import { type ClinicDocument, defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000
const minuteMs = 60_000

describeInChromium('the rules of the clinic in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let version = 0

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await fixture.sendAsPatient(0, 'My ticker really hurts.')
    await fixture.sendAsPatient(1, 'Thank you.')
    setBack(join(fixture.directories.relay, 'relay.db'), 12 * minuteMs)
    await fixture.sendAsPatient(2, 'It itches.')
    page = (await fixture.openConsole({ viewport: { width: 1280, height: 800 } })).page
    await fixture.signIn(page, fixture.password)
    await rowOf(page, 'Ann Aare').waitFor({ timeout: longMs })
    // A page that is loaded anew has it no more.
    await page.evaluate(() => document.body.setAttribute('data-first-load', ''))
  }, longMs)
  afterAll(() => fixture.close())

  async function setClinic(rules: Partial<ClinicDocument>): Promise<void> {
    const response = await fetch(`${fixture.relayUrl}/api/clinic`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await fixture.mint({ userId: 'head', name: 'Head', role: 'admin' })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...defaultClinic, ...rules, version }),
    })
    expect(response.status).toBe(200)
    version += 1
  }
  const levelOf = (patient: string) => rowOf(page, patient).locator('[data-level]').getAttribute('data-level')
  const waits = (amberMinutes: number, redMinutes: number) => ({ amberMinutes, redMinutes, byKind: {} })

  it('turn the clocks of those who wait amber and red, without a reload', async () => {
    await expect.poll(() => rowOf(page, 'Ann Aare').locator('[data-level]').innerText()).toMatch(/^1[2-9]:/)
    await expect.poll(() => levelOf('Ann Aare')).toBe('calm')
    await setClinic({ waits: waits(10, 600) })
    await expect.poll(() => levelOf('Ann Aare')).toBe('warn')
    await setClinic({ waits: waits(5, 11) })
    await expect.poll(() => levelOf('Ann Aare')).toBe('alarm')
    await expect
      .poll(() => page.getByRole('main').locator('[data-level]').first().getAttribute('data-level'))
      .toBe('alarm')
    await expect.poll(() => levelOf('Cem Can')).toBe('calm')
    await setClinic({ waits: { ...waits(5, 11), byKind: { chat: { amberMinutes: 700, redMinutes: 800 } } } })
    await expect.poll(() => levelOf('Ann Aare')).toBe('calm')
  })

  it("raise a flag by the clinic's own phrase in what waits already, and say whose phrase it is", async () => {
    await openTab(page, 'Ann Aare')
    const side = page.getByRole('complementary', { name: en.patient.side })
    await side.getByText(en.flags.none).waitFor()
    await setClinic({ flags: [{ id: 'chest', phrases: { en: ['ticker … hurts'] } }] })
    const flag = side.getByRole('button', { name: /Chest pain/ })
    await flag.getByText('by “ticker … hurts” of your clinic’s list').waitFor()
    await rowOf(page, 'Ann Aare').locator('[data-kind=flagged]').waitFor()
    await fixture.sendAsPatient(1, 'Now I have chest pain.')
    await openTab(page, 'Bea Berg')
    await side.getByText('by “chest pain” of the built-in list').waitFor()
    await setClinic({ flags: [{ id: 'chest', off: true }] })
    await expect.poll(() => page.locator('[data-kind=flagged]').count()).toBe(0)
    expect(await page.locator('[data-first-load]').count()).toBe(1)
  })
})

/** Puts what is stored so long back in time: a patient who has waited. */
function setBack(file: string, ms: number): void {
  const database = new BetterSqlite3(file)
  database.prepare('update entries set at_ms = at_ms - ?').run(ms)
  database
    .prepare('update threads set owed_since_ms = owed_since_ms - ?, last_activity_ms = last_activity_ms - ?')
    .run(ms, ms)
  database.close()
}

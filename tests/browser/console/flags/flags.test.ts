import type { Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { createParticipantClient } from '../../../../simulation/participant/participantClient.ts'
import { en } from '../../../../src/renderer/strings/en.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openTab,
  panelOf,
  patients,
  rowOf,
  write,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { forEachConsole } from '../forEachConsole.ts'

const longMs = 60_000

describeInChromium('flags in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  const owedRows = (page: Page) =>
    page
      .locator('section', { has: page.getByRole('heading', { name: en.sessions.group.owed }) })
      .locator('[data-session]')
  const owedNames = async (page: Page) =>
    (await owedRows(page).allInnerTexts()).map((text) => patients.find((name) => text.includes(name)))
  const side = (page: Page) => page.getByRole('complementary', { name: en.patient.side })
  const places = (page: Page) =>
    page.locator('[data-session]').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))

  /** Puts a colleague into a session. Returns how they write a note there. */
  async function openColleague(index: number): Promise<(text: string) => Promise<unknown>> {
    const userId = userIdSchema.parse('colleague')
    const sessionId = fixture.sessionAt(index)
    await fixture.admin.putSession(sessionId, {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId, role: 'support' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name: patients[index] ?? '', birthDate: '1964-03-11', sex: 'female', mrn: `4821-0${index}` },
    })
    const client = createParticipantClient({
      relayUrl: fixture.relayUrl,
      getToken: () => fixture.mint({ userId, name: 'Noor Hassan', role: 'support' }),
      deviceName: 'colleague',
      clock: systemClock,
      random: Math.random,
    })
    onTestFinished(client.close)
    await client.ready
    return (text) => client.send({ id: client.newEntryId(), sessionId, thread: 'staff', text })
  }

  it('put who raised one on top with the words that did, until it is answered', async () => {
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(0, 'I have had a rash for a week.')
    await fixture.sendAsPatient(1, 'No chest pain, only a cough.')
    await expect.poll(() => owedNames(page), { timeout: longMs }).toEqual(['Ann Aare', 'Bea Berg'])
    await fixture.sendAsPatient(2, 'My chest feels really tight since this morning.')
    await expect.poll(() => owedNames(page), { timeout: longMs }).toEqual(['Cem Can', 'Ann Aare', 'Bea Berg'])
    const line = rowOf(page, 'Cem Can').locator('[data-kind=flagged]')
    await expect.poll(() => line.textContent()).toMatch(/^chest feels really tight · Chest pain/)
    await rowOf(page, 'Cem Can').getByTitle('Red flag, Chest pain: “chest feels really tight”').waitFor()
    expect(await rowOf(page, 'Bea Berg').locator('[data-kind=flagged]').count()).toBe(0)
    await expect
      .poll(() => page.getByRole('status').allInnerTexts(), { timeout: longMs })
      .toContainEqual(expect.stringContaining('chest feels really tight'))

    await openTab(page, 'Cem Can')
    await write(page, 'Cem Can', 'I call you now.')
    await page.mouse.move(700, 300)
    await expect.poll(() => owedNames(page), { timeout: longMs }).toEqual(['Ann Aare', 'Bea Berg'])
    await expect.poll(() => line.count()).toBe(0)
  })

  it('are first for who has nothing open, and move nothing under a pointer that is on the list', async () => {
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(0, 'It itches.')
    await fixture.sendAsPatient(1, 'Thank you.')
    await expect.poll(() => owedNames(page), { timeout: longMs }).toEqual(['Ann Aare', 'Bea Berg'])
    await page.getByRole('heading', { name: en.empty.longest }).waitFor()
    await rowOf(page, 'Bea Berg').hover()
    const before = await places(page)
    await fixture.sendAsPatient(1, 'I cannot breathe!')
    await rowOf(page, 'Bea Berg').locator('[data-kind=flagged]').waitFor({ timeout: longMs })
    expect(await places(page)).toEqual(before)
    await expect.poll(() => owedNames(page)).toEqual(['Ann Aare', 'Bea Berg'])
    const first = page.getByRole('main')
    await first.getByRole('heading', { name: en.empty.first }).waitFor()
    await first.getByText('Red flag, Breathing: “cannot breathe”').waitFor()
    await page.mouse.move(700, 300)
    await expect.poll(() => owedNames(page)).toEqual(['Bea Berg', 'Ann Aare'])
    await page.keyboard.press('Enter')
    await panelOf(page, 'Bea Berg').waitFor()
  })

  it('stand beside the conversation and lead to their message, by key or by pointer, and never say that all is well', async () => {
    const { page } = await fixture.openSignedIn({ viewport: { width: 1280, height: 800 } })
    await fixture.sendAsPatient(3, 'I am coughing up blood.')
    for (let number = 0; number < 40; number += 1) await fixture.sendAsPatient(3, `and something else ${number}`)
    await openTab(page, 'Dua Diop')
    await page.keyboard.press('Tab')
    const composer = panelOf(page, 'Dua Diop').getByRole('textbox')
    const flag = side(page).getByRole('button', { name: /Bleeding/ })
    await flag.waitFor({ timeout: longMs })
    const said = page.locator('article', { hasText: 'I am coughing up blood.' })
    await page.keyboard.press('End')
    await flag.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => said.isVisible(), { timeout: longMs }).toBe(true)
    await expect
      .poll(async () => isIn(await said.boundingBox(), await panelOf(page, 'Dua Diop').boundingBox()))
      .toBe(true)
    // Who jumps there writes on at once.
    await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true)
    await side(page).getByText(en.flags.list).waitFor()

    await openTab(page, 'Eli Eng')
    await side(page).getByText(en.flags.nothingWaits).waitFor()
    await fixture.sendAsPatient(4, 'no chest pain')
    await side(page).getByText(en.flags.none).waitFor({ timeout: longMs })
    await side(page).getByText(en.flags.list).waitFor()
  })

  it('leave to care and staff a badge of their own, and say presence where it is another than expected', async () => {
    const { page } = await fixture.openSignedIn()
    const row = rowOf(page, 'Fay Fox')
    // The witness, who writes for all the patients, is there.
    await expect.poll(() => row.getByRole('img').count(), { timeout: longMs }).toBe(0)
    await fixture.sendAsPatient(5, 'one')
    await fixture.sendAsPatient(5, 'two')
    await row.getByTitle('2 unread', { exact: true }).waitFor({ timeout: longMs })
    const note = await openColleague(5)
    await note('Pharmacy called.')
    await row.getByTitle('1 unread staff note', { exact: true }).waitFor({ timeout: longMs })
    await expect.poll(() => row.getByTitle('2 unread', { exact: true }).innerText()).toContain('2')
    await expect.poll(() => row.getByTitle('1 unread staff note', { exact: true }).innerText()).toContain('S1')
    await fixture.closeWitness()
    await row.getByRole('img', { name: en.presence.offline }).waitFor({ timeout: longMs })
  })
})

type Box = { readonly y: number; readonly height: number } | null

function isIn(inner: Box, outer: Box): boolean {
  return inner !== null && outer !== null && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height
}

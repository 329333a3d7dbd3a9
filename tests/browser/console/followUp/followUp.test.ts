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
import { clinicianId } from '../../../support/console/relayWithConsole.ts'
import { connectNative, type NativeClient, newEntryId } from '../../../support/relay/nativeClient.ts'

const longMs = 180_000
const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can']
const shots = process.env.FOLLOW_UP_SHOTS

describeInChromium('following up, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  /** The same person at another workstation. */
  let elsewhere: NativeClient

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const { relayUrl, mint } = fixture
    const token = await mint({ userId: clinicianId, name: 'Clinician', role: 'clinician' })
    elsewhere = await connectNative({ url: relayUrl, token })
    page = (await fixture.openSignedIn({ viewport: { width: 1280, height: 800 } })).page
    await page.evaluate(countNotes)
    await fixture.sendAsPatient(2, 'May I take two of them?')
    await rowOf(page, cem).getByText('May I take two').waitFor()
    await openTab(page, ann)
    // The list holds its order while a pointer lies in it and moves.
    await page.mouse.move(640, 300)
  }, longMs)
  afterAll(async () => {
    elsewhere?.socket.close()
    await fixture?.close()
  })

  const shot = async (name: string) => {
    if (shots === undefined) return
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}/${name}.png` })
  }
  const dialog = () => page.getByRole('dialog')
  const dialogHasFocus = () =>
    expect.poll(() => dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true)
  const side = () => page.getByRole('complementary', { name: 'Patient' })
  const item = (text: string) => side().locator('[data-follow-up]', { hasText: text })
  const notes = () => page.evaluate(() => Number(document.documentElement.dataset.notes ?? 0))
  const namesIn = async (name: string) => {
    const rows = await page.locator(`section[aria-labelledby="sessions-${name}"] [data-session]`).all()
    const ids = await Promise.all(rows.map((row) => row.getAttribute('data-session')))
    return ids.map((id) => patients[Number(id?.slice('session-'.length))])
  }
  const focusIn = (name: string) =>
    panelOf(page, name)
      .getByRole('textbox')
      .evaluate((field) => field === document.activeElement)
  /** Sets a follow-up at another workstation, as soon as no person would. */
  const setElsewhere = async (index: number, text: string, forMs: number) => {
    const change = { kind: 'set', text, due: Date.now() + forMs } as const
    await elsewhere.ask('session:followUp', { id: newEntryId(), sessionId: fixture.sessionAt(index), change })
  }

  it('takes a key, a digit for what, one for when, and Enter; then it stands at the patient’s side, and one writes on', async () => {
    await expect.poll(() => focusIn(ann)).toBe(true)
    await page.keyboard.press('Alt+t')
    await dialog().getByText('What to come back to').waitFor()
    await dialogHasFocus()
    await shot('dialog')
    await page.keyboard.press('Enter')
    await dialog().getByText('Choose what to come back to with its digit.').waitFor()
    await dialogHasFocus()
    await page.keyboard.press('2')
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await item('Ask about the fever').getByText('set by Clinician').waitFor()
    await expect.poll(() => focusIn(ann)).toBe(true)
    await page.getByLabel('Connection').getByText(`${ann}: follow-up at`).waitFor()
    expect(await namesIn('owed')).toEqual([cem])
  })

  it('takes own words, in any script', async () => {
    await page.keyboard.press('Alt+t')
    await dialogHasFocus()
    await page.keyboard.press('6')
    await page.keyboard.press('Tab')
    await page.keyboard.type('اسأل عن الحمى')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await item('اسأل عن الحمى').waitFor()
    await shot('side')
  })

  it('rings once when it is due, and stands on top of the list, before who waits', async () => {
    expect(await notes()).toBe(0)
    await setElsewhere(1, 'Ask about the rash', 1_500)
    await expect.poll(() => namesIn('owed')).toEqual([bea, cem])
    await rowOf(page, bea).getByText('Follow up: Ask about the rash').waitFor()
    await expect.poll(notes).toBe(2)
    await page.getByText(`Follow up: Ask about the rash. ${bea}`).waitFor({ state: 'attached' })
    await shot('due')
    await page.keyboard.press('Alt+n')
    await expect.poll(() => focusIn(bea)).toBe(true)
    expect(await notes()).toBe(2)
    await item('Ask about the rash').getByText('due since').waitFor()
  })

  it('is put off with a key, and rings no more until then', async () => {
    await page.keyboard.press('Alt+Shift+Y')
    await dialog().getByText('Ask about the rash').waitFor()
    await dialogHasFocus()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await shot('postponed')
    await expect.poll(() => namesIn('owed')).toEqual([cem])
    await expect.poll(() => focusIn(bea)).toBe(true)
  })

  it('is done with a key where one is due; where none is, that is said and nothing is changed', async () => {
    await page.keyboard.press('Alt+y')
    await page.getByLabel('Connection').getByText('No follow-up is due for this patient.').waitFor()
    expect(await item('Ask about the rash').count()).toBe(1)
    await setElsewhere(1, 'Ask about the sleep', -1_000)
    await item('Ask about the sleep').getByText('due since').waitFor()
    await page.keyboard.press('Alt+y')
    await expect.poll(() => item('Ask about the sleep').count()).toBe(0)
    expect(await item('Ask about the rash').count()).toBe(1)
    await expect.poll(() => focusIn(bea)).toBe(true)
  })

  it('is done and removed at the patient’s side with the mouse, and the staff thread says who did', async () => {
    await item('Ask about the rash').getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => item('Ask about the rash').count()).toBe(0)
    await expect.poll(() => focusIn(bea)).toBe(true)
    await page.keyboard.press('Alt+s')
    const lines = panelOf(page, bea).getByTestId('system-line')
    await lines.getByText('Clinician removed a follow-up').waitFor()
    await page.keyboard.press('Alt+c')
  })

  it('is there after a reload, does not ring for what it knew, and is the same at the other workstation', async () => {
    await setElsewhere(0, 'Ask about the cough', -1_000)
    await expect.poll(() => namesIn('owed')).toEqual([ann, cem])
    await page.reload()
    await page.evaluate(countNotes)
    await expect.poll(() => namesIn('owed')).toEqual([ann, cem])
    await openTab(page, ann)
    await page.mouse.move(640, 300)
    for (const text of ['Ask about the fever', 'اسأل عن الحمى', 'Ask about the cough']) await item(text).waitFor()
    expect(await notes()).toBe(0)
    const { sessions } = await elsewhere.ask('sync:pull', { scope: 'changes', since: null })
    const known = sessions?.find(({ id }) => id === fixture.sessionAt(0))?.followUps ?? []
    expect(known.map(({ text }) => text).sort()).toEqual([
      'Ask about the cough',
      'Ask about the fever',
      'اسأل عن الحمى',
    ])
  })
})

/** Counts the notes that a page plays, in an attribute of it. */
function countNotes(): void {
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function counted(this: OscillatorNode, ...when) {
    const { dataset } = document.documentElement
    dataset.notes = String(Number(dataset.notes ?? 0) + 1)
    return start.apply(this, when)
  }
}

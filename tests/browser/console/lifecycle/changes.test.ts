import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SessionPut } from '../../../../src/shared/protocol/rest.ts'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, colleagueId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { textOutsideBox } from '../fold/textOutsideBox.ts'

const [ann, bea, cem, dua] = ['Ann Aare', 'Bea Berg', 'Cem Can', 'Dua Diop']

describeInChromium('what is done with a session, in Chromium', (browser) => {
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

  const menu = () => page.getByRole('menu')
  const dialog = () => page.getByRole('dialog')
  const said = () => page.getByTestId('said')
  const hasFocus = (name: string) =>
    expect
      .poll(() =>
        panelOf(page, name)
          .locator('textarea[data-composer]')
          .evaluate((area) => area === document.activeElement),
      )
      .toBe(true)
  const put = (index: number, name: string, change: Partial<SessionPut>) =>
    fixture.admin.putSession(fixture.sessionAt(index), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name, birthDate: '1964-03-11', sex: 'female', mrn: `4821-0${index}` },
      ...change,
    })
  const hasFocusIn = (part: Locator) =>
    expect.poll(() => part.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  /** Opens the menu by its key and chooses by the first letters. */
  const choose = async (letters: string) => {
    await page.keyboard.press('Alt+o')
    // What is offered follows what the relay tells.
    await menu()
      .getByRole('menuitem', { name: new RegExp(`^${letters}`, 'i') })
      .waitFor()
    await page.keyboard.type(letters)
    await page.keyboard.press('Enter')
  }

  it('offers what may be done, and only that', async () => {
    await openTab(page, ann)
    await hasFocus(ann)
    await pressAtOnce(page, ['Alt+O', 'x'])
    await expect
      .poll(() => menu().getByRole('menuitem').allInnerTexts())
      .toEqual(['Claim', 'Invite the patient…', 'Escalate to support…', 'Transfer…', 'Close…', 'Export…'])
    await page.keyboard.press('Escape')
    await hasFocus(ann)
    expect(await panelOf(page, ann).getByRole('textbox').inputValue()).toBe('')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('session')
    await expect.poll(() => dialog().getByText('Close the session').count()).toBe(1)
    expect(await dialog().getByText('Reopen the session').count()).toBe(0)
    await page.keyboard.press('Escape')
    await hasFocus(ann)
  })

  it('claims at once, and says so when the relay has', async () => {
    await choose('cla')
    await expect.poll(() => said().innerText()).toBe(`Claimed: ${ann}.`)
    await hasFocus(ann)
    await page.keyboard.press('Alt+o')
    await expect
      .poll(() => menu().getByRole('menuitem').allInnerTexts())
      .toEqual(['Invite the patient…', 'Escalate to support…', 'Transfer…', 'Close…', 'Export…'])
    await page.keyboard.press('Escape')
    await hasFocus(ann)
  })

  it('closes with an outcome: not by the Enter that opened the dialog, nor before one is chosen, and goes to who waits', async () => {
    await fixture.sendAsPatient(1, 'Is anybody there?')
    await rowOf(page, bea).getByText('Is anybody there?').waitFor()
    await page.keyboard.press('Alt+o')
    await menu().waitFor()
    await page.keyboard.type('clo')
    await page.keyboard.down('Enter')
    await hasFocusIn(dialog())
    for (let repeat = 0; repeat < 3; repeat++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await expect.poll(() => dialog().getByText(ann).count()).toBe(1)
    expect(await dialog().getByRole('alert').innerText()).toBe('')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toBe('Choose an outcome first: press its number.')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('3')
    await expect.poll(() => dialog().getByRole('radio', { name: 'Referred' }).isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await hasFocus(bea)
    await expect.poll(() => said().innerText()).toBe(`Closed: ${ann}. Now ${bea}, who waits.`)
    await rowOf(page, ann).click()
    await expect.poll(() => panelOf(page, ann).getByText('Referred to somebody else').count()).toBeGreaterThan(0)
  })

  it('says that the patient tried to write to what is closed, and reopens it by one key', async () => {
    await expect(fixture.sendAsPatient(0, 'One more thing')).rejects.toThrow()
    await expect
      .poll(() => panelOf(page, ann).locator('[data-tried="true"]').innerText())
      .toMatch(new RegExp(`^${ann} tried to write at \\d\\d:\\d\\d`))
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.down('Alt')
    await page.keyboard.down('Shift')
    // Held down for a while: it is asked for once.
    for (let repeat = 0; repeat < 4; repeat++) await page.keyboard.down('o')
    for (const key of ['o', 'Shift', 'Alt']) await page.keyboard.up(key)
    await expect.poll(() => said().innerText()).toBe(`Reopened: ${ann}.`)
    await panelOf(page, ann).locator('textarea[data-composer]').waitFor()
  })

  it('extends by minutes of the list or others, and says when it then ends', async () => {
    await put(2, cem, { expiresAt: Date.now() + 30 * 60_000 })
    await openTab(page, cem)
    await panelOf(page, cem).getByText('Chat until').waitFor()
    const until = () => panelOf(page, cem).getByText('Chat until').innerText()
    const first = await until()
    await choose('ext')
    await hasFocusIn(dialog())
    await page.keyboard.press('5')
    await page.keyboard.type('0')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toBe('Give whole minutes, 1 to 1440.')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('90')
    await dialog().getByText('It then ends').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toBe(`More time for ${cem}.`)
    await expect.poll(until).not.toBe(first)
    await hasFocus(cem)
  })

  it('stays on the first Enter where leaving cannot be undone, and leaves on the other answer', async () => {
    const participants = [clinicianId, colleagueId].map((userId) => ({ userId, role: 'clinician' as const }))
    await put(3, dua, { participants: [...participants, { userId: witnessId, role: 'patient' }] })
    await openTab(page, dua)
    await choose('lea')
    await dialog().getByText('You will no longer see it').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().count()).toBe(0)
    await hasFocus(dua)
    await choose('lea')
    await hasFocusIn(dialog())
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toBe(`Left: ${dua}. Now ${bea}, who waits.`)
    await hasFocus(bea)
    await expect.poll(() => rowOf(page, dua).count()).toBe(0)
  })

  it('transfers to a clinician whom the relay names, with a reason, and goes to who waits', async () => {
    const participants = [clinicianId, colleagueId].map((userId) => ({ userId, role: 'clinician' as const }))
    await put(4, 'Eli Eng', { participants: [...participants, { userId: witnessId, role: 'patient' }] })
    await openTab(page, 'Eli Eng')
    await choose('tra')
    await hasFocusIn(dialog())
    await page.keyboard.press('Enter')
    await page.keyboard.type('colleag')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toBe('Choose a reason: press its number.')
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toBe(`Transferred: Eli Eng. Now ${bea}, who waits.`)
    await hasFocus(bea)
    await expect.poll(() => rowOf(page, 'Eli Eng').count()).toBe(0)
  })

  it('invites by a link that it shows once, takes the place of, and takes back', async () => {
    await openTab(page, ann)
    await page.keyboard.press('Alt+Shift+i')
    await hasFocusIn(dialog())
    expect(await axeViolations(page)).toEqual([])
    await expect.poll(() => textOutsideBox(page)).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const link = dialog().getByLabel('Link for the patient')
    await expect.poll(() => link.inputValue()).toMatch(/\/visit\/#/)
    const first = await link.inputValue()
    await dialog().getByRole('button', { name: 'Make another link' }).click()
    await expect.poll(() => link.inputValue()).not.toBe(first)
    await dialog().getByRole('button', { name: 'Revoke all links' }).click()
    await dialog().getByText('1 link was taken back.').waitFor()
    await page.keyboard.press('Escape')
    await hasFocus(ann)
  })

  it('by the mouse: escalates in own words', async () => {
    await openTab(page, ann)
    await panelOf(page, ann).getByRole('button', { name: 'Session', exact: true }).click()
    await menu().getByText('Escalate').click()
    await dialog().getByRole('textbox').fill('The line is bad')
    await dialog().getByRole('button', { name: 'Escalate' }).click()
    await expect.poll(() => said().innerText()).toBe(`Support was asked to look at the session of ${ann}.`)
    await expect.poll(() => panelOf(page, ann).getByText('The line is bad').count()).toBeGreaterThan(0)
  })

  it('refuses while there is no relay, keeps what was typed, and does it when there is one', async () => {
    await choose('clo')
    await hasFocusIn(dialog())
    await page.keyboard.press('6')
    await page.keyboard.type('Went to the hospital')
    await fixture.relay.kill()
    await expect.poll(() => page.locator('[data-mode]').first().getAttribute('data-mode')).not.toBe('live')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toContain('Nothing was changed.')
    expect(await dialog().getByRole('textbox').inputValue()).toBe('Went to the hospital')
    expect(await panelOf(page, ann).getByText('Closed', { exact: true }).count()).toBe(0)
    await fixture.relay.start()
    await expect.poll(() => page.locator('[data-mode]').first().getAttribute('data-mode')).toBe('live')
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toContain(`Closed: ${ann}.`)
    await expect.poll(() => dialog().count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

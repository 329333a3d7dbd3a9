import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'
import { until } from '../../../support/time/until.ts'

const [ann, bea] = ['Ann Aare', 'Bea Berg'] as const
const picturesTo = process.env.PICTURES_TO
/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('a message that may be for another patient, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const opened = await fixture.openSignedIn({ permissions: ['clipboard-read', 'clipboard-write'] })
    page = opened.page
    await fixture.sendAsPatient(1, 'I take 5 mg of warfarin.')
    await openTab(page, bea)
    await panelOf(page, bea).getByText('I take 5 mg of warfarin.').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())
  beforeEach(async () => {
    await openTab(page, ann)
    await composer().fill('')
  })

  const composer = (name: string = ann) => panelOf(page, name).locator('textarea[data-composer]')
  const held = () => panelOf(page, ann).getByRole('region', { name: `Before this goes to ${ann}` })
  const sent = () => fixture.textsAtWitness(0)
  /** Writes and presses Enter. The first one after a change of tab may have been meant for the other patient. */
  const enter = async (text: string) => {
    await composer().fill('')
    await composer().pressSequentially(text)
    await page.keyboard.press('Enter')
  }

  it('is held where it names another open patient; Enter never answers, Escape goes back, and one key sends it', async () => {
    await enter('Bea, take two a day.')
    await held().waitFor()
    expect(await held().innerText()).toContain('This names Bea Berg')
    for (const key of ['Enter', 'Enter', 'Control+Enter']) await page.keyboard.press(key)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    expect(await composer().inputValue()).toBe('Bea, take two a day.')
    expect(await axeViolations(page)).toEqual([])
    if (picturesTo !== undefined) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: `${picturesTo}/held-${colorScheme}.png` })
      }
    }
    await composer().press('Escape')
    await held().waitFor({ state: 'detached' })
    await expect.poll(() => composer().evaluate((area) => area === document.activeElement)).toBe(true)
    // After a press of a button the first Enter may be held as one that was meant for somebody else.
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter')
        return held().count()
      })
      .toBe(1)
    expect(sent()).toEqual([])
    await page.keyboard.press('Alt+Enter')
    await expect.poll(() => composer().inputValue()).toBe('')
    await until('it has arrived', () => sent().length > 0, longMs)
    expect(sent()).toEqual(['Bea, take two a day.'])
  })

  it('lets go as soon as the text is another, and goes when nothing of it is in doubt', async () => {
    await enter('Bea, how are you?')
    await held().waitFor()
    await composer().fill('Ann, how are you?')
    await held().waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await until('it has arrived', () => sent().includes('Ann, how are you?'), longMs)
    expect(sent()).not.toContain('Bea, how are you?')
  })

  it('is held where what stands in it was copied from another, and is sent with the mouse', async () => {
    await openTab(page, bea)
    await panelOf(page, bea)
      .getByText('I take 5 mg of warfarin.')
      .evaluate((element) => getSelection()?.selectAllChildren(element))
    await page.keyboard.press('Control+c')
    await openTab(page, ann)
    await composer().focus()
    await page.keyboard.press('Control+v')
    await expect.poll(() => composer().inputValue()).toContain('I take 5 mg of warfarin.')
    await page.keyboard.press('Enter')
    await held().getByText('This was copied from Bea Berg.').waitFor()
    expect(sent()).not.toContain('I take 5 mg of warfarin.')
    await held().getByRole('button', { name: 'Send as it is' }).click()
    await until('it has arrived', () => sent().includes('I take 5 mg of warfarin.'), longMs)
  })

  it('is held where a colleague has answered since it was begun, and asks that once', async () => {
    const sueId = userIdSchema.parse('sue')
    await fixture.admin.putUser(sueId, { name: 'Sue Sato', role: 'support' })
    await fixture.admin.putSession(fixture.sessionAt(0), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
        { userId: sueId, role: 'support' },
      ],
    })
    const tokenFor = (userId: string) => fixture.mint({ userId, name: 'Sue Sato', role: 'support' })
    const sue = await httpUser({ url: fixture.relayUrl, tokenFor }, sueId, 'support')
    await composer().pressSequentially('Take it at night')
    const posted = await sue.postJson(`/api/sessions/${fixture.sessionAt(0)}/messages`, { text: 'Take it at noon.' })
    expect(posted.ok).toBe(true)
    await panelOf(page, ann).getByRole('log').getByText('Take it at noon.').waitFor()
    await composer().press('Enter')
    await held().getByText('Sue Sato has answered since you began:').waitFor()
    await held().getByRole('button', { name: 'Look first' }).click()
    await held().waitFor({ state: 'detached' })
    expect(sent()).not.toContain('Take it at night')
    // Held for a moment, as after every way to a composer.
    await expect
      .poll(async () => {
        await composer().press('Enter')
        return composer().inputValue()
      })
      .toBe('')
    await until('it has arrived', () => sent().includes('Take it at night'), longMs)
  })

  it('never holds a note to staff, which may speak of anybody', async () => {
    await page.keyboard.press('Alt+s')
    await composer().waitFor()
    await composer().pressSequentially('Bea, too: see her chart.')
    await page.keyboard.press('Enter')
    await expect.poll(() => composer().inputValue()).toBe('')
    expect(await held().count()).toBe(0)
    await page.keyboard.press('Alt+c')
  })
})

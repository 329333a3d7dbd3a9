import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type ClinicDocument, defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { until } from '../../../support/time/until.ts'

const [ann, bea] = ['Ann Aare', 'Bea Berg'] as const
const picturesTo = process.env.PICTURES_TO
/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('quick replies in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let version = 0

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn({ viewport: { width: 1280, height: 800 } })).page
    await setClinic('Hello {first name}, take {dose} of {medicine}, then {dose} again. {me}, {clinic}')
  }, longMs)
  afterAll(() => fixture?.close())
  beforeEach(async () => {
    await openTab(page, ann)
    await composer().fill('')
    await composer().focus()
    await hasFocus()
  })

  const composer = (name: string = ann) => panelOf(page, name).locator('textarea[data-composer]')
  const options = () => page.getByRole('listbox', { name: 'Quick replies' }).getByRole('option')
  const hasFocus = () => expect.poll(() => composer().evaluate((area) => area === document.activeElement)).toBe(true)
  const selected = () =>
    composer().evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))
  const sent = () => fixture.textsAtWitness(0)
  async function setClinic(text: string): Promise<void> {
    const rules: ClinicDocument = { ...defaultClinic, name: 'Northside', version }
    const response = await fetch(`${fixture.relayUrl}/api/clinic`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await fixture.mint({ userId: 'head', name: 'Head', role: 'admin' })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...rules, replies: [{ id: 'dose', name: 'dose', text }] }),
    })
    expect(response.status).toBe(200)
    version += 1
  }

  it('are found by a stroke in an empty text, fill in what is known, and are not sent with an open blank', async () => {
    await page.keyboard.type('/do')
    await expect.poll(() => options().allInnerTexts()).toEqual([expect.stringContaining('clinic, v1')])
    expect(await axeViolations(page)).toEqual([])
    if (picturesTo !== undefined) await takePictures(page, 'replies-list')
    await page.keyboard.press('Enter')
    const filled = /^Hello Ann, take {dose} of {medicine}, then {dose} again\. .+, Northside$/
    await expect.poll(() => composer().inputValue()).toMatch(filled)
    await expect.poll(selected).toBe('{dose}')
    if (picturesTo !== undefined) await takePictures(page, 'replies-blanks')
    await expect.poll(() => panelOf(page, ann).getByText('Fill in dose, medicine first').count()).toBe(1)
    for (const key of ['Enter', 'Control+Enter', 'Alt+Enter']) await page.keyboard.press(key)
    await expect.poll(() => composer().inputValue()).toMatch(filled)
    await page.keyboard.type('5 mg')
    await page.keyboard.press('Tab')
    // Of one name, asked once.
    await expect.poll(() => composer().inputValue()).toMatch(/take 5 mg of {medicine}, then 5 mg again/)
    await expect.poll(selected).toBe('{medicine}')
    await page.keyboard.press('Enter')
    await expect.poll(selected).toBe('{medicine}')
    await page.keyboard.type('warfarin')
    expect(sent()).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => composer().inputValue()).toBe('')
    await until('it has arrived', () => sent().length > 0, longMs)
    expect(sent()[0]).toMatch(/^Hello Ann, take 5 mg of warfarin, then 5 mg again\./)
  })

  it('stay a draft with their blanks over a reload, and a brace by itself is sent as it is', async () => {
    await page.keyboard.type('{ a } :{')
    await page.keyboard.press('Enter')
    await expect.poll(() => composer().inputValue()).toBe('')
    await until('it has arrived', () => sent().includes('{ a } :{'), longMs)
    await page.keyboard.type('Take {dose')
    await panelOf(page, ann).getByText('Fill in dose first').waitFor()
    await expect.poll(() => page.locator('[data-session]', { hasText: ann }).getByText('Take {dose').count()).toBe(1)
    await page.reload()
    await panelOf(page, ann).getByText('Fill in dose first').waitFor({ timeout: longMs })
    await composer().focus()
    await hasFocus()
    await page.keyboard.press('End')
    await page.keyboard.type('} now')
    await expect.poll(() => composer().inputValue()).toBe('Take {dose} now')
    await page.keyboard.press('Enter')
    await expect.poll(selected).toBe('{dose}')
  })

  it('are the own ones too: added, changed and removed by keys, and put in at the caret', async () => {
    await page.keyboard.press('Alt+Shift+K')
    const dialog = page.getByRole('dialog', { name: 'Quick replies and writing' })
    await dialog.waitFor()
    expect(await axeViolations(page)).toEqual([])
    if (picturesTo !== undefined) await takePictures(page, 'writing-dialog')
    await dialog.getByRole('button', { name: 'Add a reply' }).press('Enter')
    const name = dialog.getByLabel('Name, by which you find it')
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true)
    await name.pressSequentially('photo')
    await page.keyboard.press('Tab')
    await page.keyboard.type('a photo of {what}')
    if (picturesTo !== undefined) await takePictures(page, 'writing-form')
    await page.keyboard.press('Control+Enter')
    await dialog.getByRole('button', { name: 'Change photo' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await composer().focus()
    await hasFocus()
    await page.keyboard.type('Send ')
    await page.keyboard.press('Alt+q')
    await page.keyboard.type('photo')
    await expect.poll(() => options().count()).toBe(1)
    await page.keyboard.press('Enter')
    await expect.poll(() => composer().inputValue()).toBe('Send a photo of {what}')
    await page.keyboard.type('it')
    await expect.poll(() => composer().inputValue()).toBe('Send a photo of it')
    await page.keyboard.press('Alt+q')
    await page.keyboard.type('nothing like this')
    await page.getByText('No quick reply has these words').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect.poll(() => composer().inputValue()).toBe('Send a photo of it')
  })

  it('change at the console at once when the clinic changes them, and name who one writes to and nobody else', async () => {
    await setClinic('Dear {patient}, come {date}')
    await openTab(page, bea)
    await composer(bea).focus()
    await page.keyboard.type('/dose')
    await expect.poll(() => options().allInnerTexts()).toEqual([expect.stringContaining('clinic, v2')])
    await page.keyboard.press('Enter')
    await expect.poll(() => composer(bea).inputValue()).toMatch(/^Dear Bea Berg, come .*\p{L}.* \d{4}$/u)
    await composer(bea).fill('')
  })
})

async function takePictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${picturesTo}/${name}-${colorScheme}.png` })
  }
}

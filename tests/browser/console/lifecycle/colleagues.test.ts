import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { textOutsideBox } from '../fold/textOutsideBox.ts'

const ann = 'Ann Aare'

describeInChromium('colleagues of the clinic, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    for (const [id, name, role] of [
      ['zoe', 'Dr Zoé Änger', 'clinician'],
      ['bob', 'Dr Bob Bell', 'clinician'],
      ['sue', 'Sue Support', 'support'],
    ] as const)
      await fixture.admin.putUser(userIdSchema.parse(id), { name, role })
    const opened = await fixture.openSignedIn()
    page = opened.page
    complaints = opened.complaints
  }, 180_000)
  afterAll(() => fixture?.close())

  const menu = () => page.getByRole('menu')
  const dialog = () => page.getByRole('dialog')
  const said = () => page.getByTestId('said')
  const named = () => dialog().locator('[data-colleague] bdi').allInnerTexts()
  const hasFocusIn = (part: Locator) =>
    expect.poll(() => part.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  const composer = () => panelOf(page, ann).locator('textarea[data-composer]')
  const choose = async (item: string, letters: string) => {
    await hasFocusIn(composer())
    await page.keyboard.press('Alt+o')
    await menu().getByRole('menuitem', { name: item }).waitFor()
    await page.keyboard.type(letters)
    await page.keyboard.press('Enter')
    await hasFocusIn(dialog())
  }

  it('are brought into a session by the beginning of a name, and seen in it', async () => {
    await openTab(page, ann)
    await choose('Add a colleague…', 'add')
    await expect.poll(named).toEqual(['Dr Bob Bell', 'Dr Zoé Änger', 'Sue Support'])
    expect(await axeViolations(page)).toEqual([])
    await expect.poll(() => textOutsideBox(page)).toEqual([])
    await page.keyboard.type('ang')
    await expect.poll(named).toEqual(['Dr Zoé Änger'])
    await page.keyboard.press('Enter')
    await hasFocusIn(dialog().getByRole('button', { name: 'Add', exact: true }))
    await dialog().getByText('Dr Zoé Änger will see everything in this session').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toBe(`A colleague was added to the session of ${ann}.`)
    await expect.poll(() => panelOf(page, ann).getByText('Clinician brought in Dr Zoé Änger').count()).toBe(1)
  })

  it('are not offered twice, and are removed by their number, but not by the Enter that opened the question', async () => {
    await choose('Add a colleague…', 'add')
    await expect.poll(named).toEqual(['Dr Bob Bell', 'Sue Support'])
    await page.keyboard.press('Escape')
    await choose('Remove a colleague…', 'remo')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog().getByRole('alert').innerText()).toBe('Choose first whom: press the number.')
    await page.keyboard.press('1')
    await expect.poll(() => dialog().getByRole('radio').first().isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toBe(`A colleague was removed from the session of ${ann}.`)
  })

  it('get a session whom this console never met', async () => {
    await choose('Transfer…', 'tra')
    await expect.poll(named).toEqual(['Dr Bob Bell', 'Dr Zoé Änger'])
    await dialog().getByText('0 open sessions').first().waitFor()
    await page.keyboard.type('bob')
    await expect.poll(named).toEqual(['Dr Bob Bell'])
    await page.keyboard.press('Enter')
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await expect.poll(() => said().innerText()).toContain(`Transferred: ${ann}.`)
    await expect.poll(() => rowOf(page, ann).count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

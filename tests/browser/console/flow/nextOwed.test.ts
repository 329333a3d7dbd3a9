import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can']

describeInChromium('the key to the next who waits, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
    for (const index of [0, 1, 2]) await ask(index, 'Is anybody there?')
  })
  afterAll(() => fixture?.close())

  /** Writes as a patient, and waits until the row says so. */
  async function ask(index: number, text: string): Promise<void> {
    await fixture.sendAsPatient(index, text)
    await rowOf(page, [ann, bea, cem][index]).getByText(text).waitFor()
  }

  const isInComposerOf = (name: string) =>
    expect
      .poll(() =>
        panelOf(page, name)
          .locator('textarea[data-composer]')
          .evaluate((area) => area === document.activeElement),
      )
      .toBe(true)

  it('goes from one to the next, longest wait first, and begins anew behind the last', async () => {
    for (const name of [ann, bea, cem, ann, bea, cem]) {
      await pressAtOnce(page, ['Alt+N', 'x'])
      await isInComposerOf(name)
    }
    for (const name of [ann, bea, cem]) {
      await page.keyboard.press('Alt+n')
      await isInComposerOf(name)
      await expect.poll(() => panelOf(page, name).getByRole('textbox').inputValue()).toBe('xx')
      await panelOf(page, name).getByRole('textbox').fill('')
    }
  })

  it('goes on by one while it is held down', async () => {
    await page.keyboard.down('Alt')
    for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down('n')
    await page.keyboard.up('n')
    await page.keyboard.up('Alt')
    await isInComposerOf(ann)
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(3)
  })

  it('comes back to who was passed over and wrote again', async () => {
    await page.keyboard.press('Alt+n')
    await isInComposerOf(bea)
    await ask(0, 'It is worse now.')
    await page.keyboard.press('Alt+n')
    await isInComposerOf(ann)
  })

  it('stays with the only one who waits, and takes the keys after it to nobody once nobody does', async () => {
    for (const index of [1, 2]) await answer(index)
    await page.keyboard.press('Alt+n')
    await isInComposerOf(ann)
    await page.keyboard.press('Alt+n')
    await isInComposerOf(ann)
    await answer(0)
    await pressAtOnce(page, ['Alt+N', ...'for nobody'])
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(true)
    expect(await panelOf(page, ann).getByRole('textbox').inputValue()).toBe('')
  })

  /** Sends an answer by keys, from the palette on. */
  async function answer(index: number): Promise<void> {
    const name = [ann, bea, cem][index] ?? ''
    await page.keyboard.press('Control+k')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await isInComposerOf(name)
    await page.keyboard.type('I am here.\n')
    await rowOf(page, name).getByText('I am here.').waitFor()
    await rowOf(page, name)
      .getByText(/Sent|Delivered|Read/)
      .waitFor()
  }
})

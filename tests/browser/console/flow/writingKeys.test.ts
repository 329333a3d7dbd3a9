import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const ann = 'Ann Aare'
const last = 'This is the last of many.'

describeInChromium('the keys while one writes, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
    const lines = Array.from({ length: 12 }, (_, line) => `Line ${line} of what I noticed.`).join('\n')
    for (let message = 0; message < 8; message++) await fixture.sendAsPatient(0, lines)
    await fixture.sendAsPatient(0, last)
    await rowOf(page, ann).getByText(last).waitFor()
    await openTab(page, ann)
    await log().press('End')
    await log().getByText(last).waitFor()
    await page.keyboard.press('Alt+i')
  }, 180_000)
  afterAll(() => fixture?.close())

  const log = () => panelOf(page, ann).getByRole('log')
  const composer = () => panelOf(page, ann).locator('textarea[data-composer]')
  const send = () => panelOf(page, ann).getByRole('button', { name: 'Send' })
  const hasFocus = (name: 'composer' | 'send') =>
    expect
      .poll(() => (name === 'send' ? send() : composer()).evaluate((element) => element === document.activeElement))
      .toBe(true)
  const scrolledTo = () => log().evaluate((element) => element.scrollTop)
  const caret = () => composer().evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.selectionEnd])

  it('page through what was said, and leave text and caret as they are', async () => {
    for (const text of ['', 'Since when have you\nhad the headache?']) {
      await composer().fill(text)
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => log().getAttribute('data-at-end')).toBe('true')
      const [at, end] = [await caret(), await scrolledTo()]
      await page.keyboard.press('PageUp')
      await expect.poll(scrolledTo).toBeLessThan(end - 50)
      const above = await scrolledTo()
      await page.keyboard.press('PageUp')
      await expect.poll(scrolledTo).toBeLessThan(above - 50)
      expect([await composer().inputValue(), await caret()]).toEqual([text, at])
      await hasFocus('composer')
      for (let press = 0; press < 4; press++) await page.keyboard.press('PageDown')
      await expect.poll(() => log().getAttribute('data-at-end')).toBe('true')
    }
  })

  it('reach Send by Tab while it can be pressed, and are back in the text once it is', async () => {
    await composer().fill('Take one in the evening.')
    await page.keyboard.press('Tab')
    await hasFocus('send')
    await page.keyboard.press('Space')
    await hasFocus('composer')
    await expect.poll(() => fixture.textsAtWitness(0)).toEqual(['Take one in the evening.'])
    await expect.poll(() => send().isDisabled()).toBe(true)
    await page.keyboard.press('Tab')
    const passed = () => page.evaluate(() => document.activeElement?.closest('form') ?? document.activeElement?.tagName)
    await expect.poll(passed).not.toBe('BODY')
    await page.keyboard.press('Shift+Tab')
    await hasFocus('composer')
  })

  it('stand in a field whose outline says so', async () => {
    const outline = () =>
      panelOf(page, ann)
        .locator('form')
        .evaluate((form) => getComputedStyle(form).outline)
    await hasFocus('composer')
    await expect.poll(outline).toMatch(/solid 2px/)
    await log().focus()
    await expect.poll(outline).not.toMatch(/solid 2px/)
  })

  it('send no text that is too long, of which so much is marked, and lead to where the mark begins', async () => {
    const words = 'Take it with food. '.repeat(900).slice(0, 16_384)
    await composer().fill(`${words}${'é'.repeat(616)}`)
    const excess = panelOf(page, ann).getByRole('button', { name: '616 characters too many' })
    await excess.waitFor()
    await panelOf(page, ann).getByText('Too long for one message: Enter does not send it').waitFor()
    await panelOf(page, ann).getByRole('alert').getByText('Shorten the text').waitFor()
    await composer().press('Enter')
    await excess.press('Enter')
    await hasFocus('composer')
    expect(await caret()).toEqual([16_384, 16_384])
    const drawn = () =>
      composer().evaluate((area) => {
        const mark = area.parentElement?.querySelector('mark')
        const ground = mark?.parentElement
        const top = (mark?.getClientRects()[0]?.top ?? 0) - area.getBoundingClientRect().top
        return {
          marked: mark?.textContent?.length,
          isInView: top > 0 && top < area.clientHeight,
          isInStep: ground?.scrollHeight === area.scrollHeight && ground.scrollTop === area.scrollTop,
        }
      })
    await expect.poll(drawn).toEqual({ marked: 616, isInView: true, isInStep: true })
    await composer().fill(words)
    await panelOf(page, ann).getByText('Room for about 0 characters').waitFor()
    await expect.poll(() => panelOf(page, ann).locator('mark').count()).toBe(0)
    expect(fixture.textsAtWitness(0)).toEqual(['Take one in the evening.'])
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000

describeInChromium('what is copied from a conversation in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    for (const text of ['It hurts.\nA lot.', 'See https://example.invalid/a now']) await fixture.sendAsPatient(0, text)
    page = (await fixture.openSignedIn({ locale: 'en-GB' })).page
    await openTab(page, 'Ann Aare')
    await log().getByText('See https').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  const log = () => panelOf(page, 'Ann Aare').getByRole('log')

  /** Selects from a place in one message to a place in another, copies by the keyboard, and returns what the page put on the clipboard. */
  async function copy(from: readonly [number, number], to: readonly [number, number]): Promise<string> {
    await log().focus()
    await log().evaluate(
      (element, [[first, start], [last, end]]) => {
        const texts = [...element.querySelectorAll('[data-words]')]
        const [begin, finish] = [texts[first]?.firstChild, texts[last]?.lastChild]
        if (begin && finish) getSelection()?.setBaseAndExtent(begin, start, finish, end)
        Reflect.set(window, 'copied', null)
        document.addEventListener(
          'copy',
          (event) => Reflect.set(window, 'copied', event.clipboardData?.getData('text/plain')),
          { once: true },
        )
      },
      [from, to] as const,
    )
    await page.keyboard.press('Control+c')
    const copied = () => page.evaluate(() => Reflect.get(window, 'copied'))
    await expect.poll(copied).not.toBe(null)
    return String(await copied())
  }

  it('is a line for each of several messages, with time and name', async () => {
    const lines = (await copy([0, 3], [1, 4])).split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^\d\d:\d\d Witness: hurts\.$/)
    expect(lines[1]).toBe('A lot.')
    expect(lines[2]).toMatch(/^\d\d:\d\d Witness: See https:\/\/example\.invalid\/a now$/)
  })

  it('is the words alone within one message', async () => {
    expect(await copy([0, 3], [0, 12])).toBe('hurts.\nA ')
  })
})

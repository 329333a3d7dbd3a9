import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { en } from '../../../../src/renderer/strings/en.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000
const said = 'My results: https://example.invalid/r?id=7#top,\nnot javascript:alert(1) or https://pаypal.example/'

describeInChromium('links in messages in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await fixture.sendAsPatient(0, said)
    await fixture.sendAsPatient(0, 'Thank you.')
    page = (await fixture.openSignedIn()).page
    await openTab(page, 'Ann Aare')
    await log().getByText('Thank you.').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  const log = () => panelOf(page, 'Ann Aare').getByRole('log')
  const question = () => page.getByRole('dialog', { name: en.conversation.openLink.title })
  const hasFocus = (name: string) =>
    expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain(name)

  it('are two of the four that stand there, and the words stay character for character', async () => {
    expect(await log().getByRole('link').allInnerTexts()).toEqual([
      'https://example.invalid/r?id=7#top',
      'https://pаypal.example/',
    ])
    expect(await log().locator('article [dir=auto]').first().textContent()).toBe(said)
  })

  it('are reached by the keyboard, say where they lead, and open nothing where the answer is no', async () => {
    await log().focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => log().locator('article:focus').count()).toBe(1)
    await page.keyboard.press('Tab')
    await hasFocus('https://example.invalid/r?id=7#top')
    await page.keyboard.press('Enter')
    await question().waitFor()
    expect(await question().locator('strong').innerText()).toBe('example.invalid')
    expect(await question().getByTestId('address').innerText()).toBe('https://example.invalid/r?id=7#top')
    await hasFocus(en.app.cancel)
    await page.keyboard.press('Enter')
    await expect.poll(() => question().count()).toBe(0)
    expect(page.context().pages()).toHaveLength(1)
    await hasFocus('https://example.invalid/r?id=7#top')
  })

  it('open in a window of their own that knows nothing of the console', async () => {
    await page.keyboard.press('Enter')
    await question().waitFor()
    await hasFocus(en.app.cancel)
    const asked: (string | undefined)[] = []
    await page.context().route('https://example.invalid/**', (route) => {
      asked.push(route.request().headers().referer)
      return route.fulfill({ contentType: 'text/html', body: '<title>there</title>' })
    })
    const [opened] = await Promise.all([page.context().waitForEvent('page'), pressOpen()])
    await opened.waitForLoadState()
    expect(opened.url()).toBe('https://example.invalid/r?id=7#top')
    expect(await opened.evaluate(() => window.opener)).toBe(null)
    expect(asked).toEqual([undefined])
    await opened.close()
    await expect.poll(() => question().count()).toBe(0)

    async function pressOpen() {
      await page.keyboard.press('Tab')
      await hasFocus(en.conversation.openLink.open.https)
      await page.keyboard.press('Enter')
    }
  })

  it('say by the mouse as well, also the middle button opens nothing, and a name that poses as another is named', async () => {
    const other = log().getByRole('link').last()
    await other.click({ button: 'middle' })
    await other.click()
    await question().waitFor()
    expect(page.context().pages()).toHaveLength(1)
    expect(await question().locator('strong').innerText()).toBe('xn--pypal-4ve.example')
    await question().getByRole('alert').getByText(en.conversation.openLink.letters.mixed).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => question().count()).toBe(0)
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
  write,
} from '../../../support/console/openConsoleInBrowser.ts'
import { openFaultyLink } from '../../../support/servers/faultyLink.ts'

const longMs = 180_000
const waitMs = 60_000
const ann = 'Ann Aare'
const bea = 'Bea Berg'

describeInChromium('keys that look in a conversation, and the sheet of all keys', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let link: Awaited<ReturnType<typeof openFaultyLink>>

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const texts = Array.from({ length: 60 }, (_, index) => index + 1).map((at) =>
      at % 20 === 0 ? `dose ${at} of Ibuprofén` : `line ${at} of a long day`,
    )
    await Promise.all(texts.map((text) => fixture.sendAsPatient(0, text)))
    link = await openFaultyLink(Number(new URL(fixture.relayUrl).port))
    const opened = await fixture.openConsole({ viewport: { width: 1280, height: 800 } })
    page = opened.page
    await fixture.signIn(page, fixture.password, link.url)
    await rowOf(page, ann).waitFor()
    await openTab(page, ann)
    // It opens at the first unread.
    const log = panelOf(page, ann).getByRole('log')
    await log.getByText('line 1 of').waitFor()
    await log.focus()
    await page.keyboard.press('End')
    await log.getByText('dose 60 of').waitFor()
  }, longMs)
  afterAll(async () => {
    await link?.close()
    await fixture?.close()
  })

  const bar = (name = ann) => panelOf(page, name).locator('[data-find]')
  const count = () => bar().getByRole('status').first()
  const found = () => panelOf(page, ann).locator('article[data-found=true]')
  const hasFocus = (selector: string) =>
    page.evaluate((sought) => document.activeElement?.matches(sought) === true, selector)
  const composing = () => expect.poll(() => hasFocus('[data-composer]'), { timeout: waitMs }).toBe(true)

  async function find(text: string): Promise<void> {
    await page.keyboard.press('Control+f')
    await expect.poll(() => hasFocus('[data-find-field]')).toBe(true)
    await page.keyboard.type(text)
  }

  it(
    'find from the newest back and on, with each word marked, and Escape leads back to where one wrote',
    async () => {
      await page.keyboard.press('Alt+i')
      await composing()
      await find('ibuprofen')
      await expect.poll(() => count().innerText()).toBe('3 of 3')
      await expect.poll(() => found().locator('mark').allInnerTexts()).toEqual(['Ibuprofén'])
      await page.keyboard.press('Shift+Enter')
      await page.keyboard.press('Shift+F3')
      await expect.poll(() => count().innerText()).toBe('1 of 3')
      await expect.poll(() => found().innerText()).toContain('dose 20')
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Enter')
      await expect.poll(() => count().innerText()).toBe('2 of 3')
      await page.keyboard.type(' zzz')
      await expect.poll(() => count().innerText()).toBe('Not found')
      await page.keyboard.press('Escape')
      await bar().waitFor({ state: 'detached' })
      await composing()
      await expect.poll(() => panelOf(page, ann).getByRole('log').getAttribute('data-at-end')).toBe('true')
      expect(await panelOf(page, ann).locator('mark').count()).toBe(0)
    },
    longMs,
  )

  it(
    'find what is not sent yet, and keep what is looked for in each thread and through other tabs',
    async () => {
      link.refuse(true)
      link.cut()
      await write(page, ann, 'No more ibuprofen, please')
      await panelOf(page, ann).getByText('No more ibuprofen').waitFor()
      await find('ibuprofen')
      await expect.poll(() => count().innerText()).toBe('4 of 4')
      await expect.poll(() => found().innerText()).toContain('No more')
      await page.keyboard.press('Alt+s')
      await bar().waitFor({ state: 'detached' })
      await openTab(page, bea)
      await openTab(page, ann)
      await page.keyboard.press('Alt+c')
      await expect.poll(() => count().innerText(), { timeout: waitMs }).toMatch(/of 4$/)
      link.refuse(false)
      await expect.poll(() => found().getAttribute('data-status'), { timeout: waitMs }).not.toBe('queued')
      await expect.poll(() => count().innerText(), { timeout: waitMs }).toMatch(/of 4$/)
      await bar()
        .getByRole('button', { name: /^Close, and stay/ })
        .click()
      await composing()
    },
    longMs,
  )

  it(
    'show every shortcut on ? where no text has the focus, and by Alt+H where one has',
    async () => {
      await page.keyboard.press('Alt+i')
      await composing()
      await page.keyboard.type('why?')
      await expect.poll(() => panelOf(page, ann).locator('textarea[data-composer]').inputValue()).toBe('why?')
      await panelOf(page, ann).locator('textarea[data-composer]').fill('')
      await page.keyboard.press('Alt+h')
      const sheet = page.getByRole('dialog', { name: 'Shortcuts' })
      await sheet.getByText('Redact the message').waitFor()
      await expect.poll(() => sheet.locator('[data-offered=false]').first().innerText()).toContain('not now')
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.type('pin alt k')
      await expect.poll(() => sheet.locator('dt').allInnerTexts()).toEqual(['Pin the tab, or unpin it'])
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'hidden' })
      await composing()
      await panelOf(page, ann).getByRole('log').focus()
      await page.keyboard.press('?')
      await sheet.waitFor()
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'hidden' })
      await expect.poll(() => hasFocus('[role=log]')).toBe(true)
    },
    longMs,
  )
})

import axe from 'axe-core'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openTab,
  panelOf,
  patients,
  rowOf,
  write,
} from '../../support/console/openConsoleInBrowser.ts'
import { forEachConsole } from './forEachConsole.ts'

const longMs = 60_000

describeInChromium('the console in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  it('signs in, says what is wrong when it cannot, and shows every session', async () => {
    const { page, complaints } = await fixture.openConsole()
    await fixture.signIn(page, 'not the password')
    await page.getByRole('alert').filter({ hasText: 'password' }).waitFor()
    await fixture.signIn(page, fixture.password)
    await rowOf(page, 'Ann Aare').waitFor()
    await expect.poll(() => page.locator('[data-session]').count()).toBe(patients.length)
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })

  it('opens eight tabs and moves among them by keys', async () => {
    const { page } = await fixture.openSignedIn()
    for (const name of patients.slice(0, 8)) await openTab(page, name)
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(8)
    await page.keyboard.press('Control+1')
    await panelOf(page, 'Ann Aare').waitFor()
    await page.keyboard.press('Control+Tab')
    await panelOf(page, 'Bea Berg').waitFor()
    await page.keyboard.press('Control+Shift+Tab')
    await panelOf(page, 'Ann Aare').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill('Hal')
    await page.keyboard.press('Enter')
    await panelOf(page, 'Hal Hess').waitFor()
    await page.keyboard.press('Alt+w')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(7)
    await page.keyboard.press('Alt+Shift+T')
    await panelOf(page, 'Hal Hess').waitFor()
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(8)
  })

  it('puts tabs in another order and side by side, by mouse and by keys, and has them so after a reload', async () => {
    const { page, complaints } = await fixture.openSignedIn()
    const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can'] as const
    for (const name of [ann, bea, cem]) await openTab(page, name)
    const order = async () => {
      const texts = await page.locator('[data-tab]').allInnerTexts()
      return texts.map((text) => [ann, bea, cem].findIndex((name) => text.includes(name.split(' ')[1] ?? name)))
    }
    await expect.poll(() => order()).toEqual([0, 1, 2])
    await page.keyboard.press('Alt+Shift+PageUp')
    await expect.poll(order).toEqual([0, 2, 1])
    await page.locator('[data-tab]').nth(0).dragTo(page.locator('[data-tab]').nth(2))
    await expect.poll(async () => (await order())[0]).not.toBe(0)
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(3)
    await page.keyboard.press('Alt+r')
    const visible = () =>
      page
        .getByRole('region', { name: /^Session of/ })
        .filter({ visible: true })
        .count()
    await expect.poll(visible).toBe(2)
    const arranged = await order()
    await page.waitForTimeout(1_000)
    await page.reload()
    await rowOf(page, ann).waitFor()
    await expect.poll(visible, { timeout: longMs }).toBe(2)
    expect(await order()).toEqual(arranged)
    expect(complaints).toEqual([])
  })

  it('shows who types, and forgets it when they stop without a word', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Bea Berg')
    fixture.witness().setTyping(fixture.sessionAt(1), 'care', true)
    const line = panelOf(page, 'Bea Berg').getByTestId('typing-line')
    await expect.poll(() => line.innerText()).toBe('Witness is typing')
    await expect.poll(() => line.innerText(), { timeout: longMs }).toBe('')
  })

  it('owes a reply until it is answered, however often it is read', async () => {
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(2, 'The rash has spread.')
    const owed = page.locator('section', { has: page.getByRole('heading', { name: /Owed a reply/ }) })
    await owed.locator('[data-session]').getByText('Cem Can').waitFor()
    await openTab(page, 'Cem Can')
    await panelOf(page, 'Cem Can').getByText('The rash has spread.').waitFor()
    await expect.poll(() => rowOf(page, 'Cem Can').getByText('1 unread').count(), { timeout: longMs }).toBe(0)
    await expect.poll(() => owed.locator('[data-session]').getByText('Cem Can').count()).toBe(1)
    await write(page, 'Cem Can', 'Please send a picture.')
    await page.mouse.move(700, 300)
    await expect.poll(() => owed.locator('[data-session]').getByText('Cem Can').count(), { timeout: longMs }).toBe(0)
  })

  it('stays where it is read when messages arrive, and follows at the end', async () => {
    const { page } = await fixture.openSignedIn()
    for (let count = 0; count < 60; count += 1)
      await fixture.sendAsPatient(3, `line ${count} ${'word '.repeat(count % 12)}`)
    await openTab(page, 'Dua Diop')
    const log = panelOf(page, 'Dua Diop').getByRole('log')
    await log.getByText('line 0 ').waitFor()
    await log.locator('article').first().focus()
    await page.keyboard.press('End')
    await log.getByText('line 59').waitFor()
    await log.hover()
    await page.mouse.wheel(0, -900)
    await page.waitForTimeout(400)
    const topmost = () =>
      log.evaluate((element) => {
        const edge = element.getBoundingClientRect().top
        const first = [...element.querySelectorAll('article')].find(
          (article) => article.getBoundingClientRect().top >= edge,
        )
        return first && { text: first.textContent, offset: Math.round(first.getBoundingClientRect().top - edge) }
      })
    const before = await topmost()
    for (let count = 60; count < 70; count += 1) await fixture.sendAsPatient(3, `line ${count}`)
    await panelOf(page, 'Dua Diop').getByRole('button', { name: '10 new' }).waitFor()
    expect(await topmost()).toEqual(before)
    await panelOf(page, 'Dua Diop').getByRole('button', { name: '10 new' }).click()
    await log.getByText('line 69').waitFor()
    await fixture.sendAsPatient(3, 'line 70')
    await log.getByText('line 70').waitFor()
  })

  it.each(['light', 'dark'] as const)('has no serious accessibility finding (%s)', async (colorScheme) => {
    const opened = await fixture.openConsole({ colorScheme })
    expect(await seriousFindings(opened.page)).toEqual([])
    await fixture.signIn(opened.page, fixture.password)
    await rowOf(opened.page, 'Ann Aare').waitFor()
    await fixture.sendAsPatient(0, 'It hurts more today.')
    await openTab(opened.page, 'Ann Aare')
    await openTab(opened.page, 'Bea Berg')
    await opened.page.keyboard.press('Control+1')
    await write(opened.page, 'Ann Aare', 'Since when?')
    expect(await seriousFindings(opened.page)).toEqual([])
  })
})

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(() => Reflect.get(globalThis, 'axe').run())
  return results.violations
    .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

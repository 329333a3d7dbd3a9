import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
  write,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'

const longMs = 180_000
const giant = Array.from({ length: 300 }, (_, at) => `Day ${at + 1}: it hurts.`).join('\n')

describeInChromium('what is read in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const opened = await fixture.openSignedIn({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' })
    page = opened.page
  }, longMs)
  afterAll(() => fixture?.close())

  const boxOf = async (element: Locator) => {
    const box = await element.boundingBox()
    if (!box) throw new Error('it is not drawn')
    return { left: box.x, right: box.x + box.width, top: box.y, height: box.height }
  }
  const logOf = (name: string) => panelOf(page, name).getByRole('log')
  const bubblesOf = (name: string) => logOf(name).locator('article [class*=bubble]')
  /** Has these take part in Ann's session besides the clinician and the patient. */
  const putBeside = (...userIds: string[]) =>
    fixture.admin.putSession(fixture.sessionAt(0), {
      kind: 'chat',
      patient: { name: 'Ann Aare', birthDate: '1964-03-11', sex: 'female', mrn: '4821-00' },
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
        ...userIds.map((userId) => ({ userId: userIdSchema.parse(userId), role: 'support' as const })),
      ],
    })

  it('stands in one column in the middle, what is asked, answered and written, on a wide screen', async () => {
    await fixture.sendAsPatient(2, 'It is getting worse. '.repeat(20))
    await openTab(page, 'Cem Can')
    await write(page, 'Cem Can', 'How long have you had it? '.repeat(20))
    await expect.poll(() => bubblesOf('Cem Can').count()).toBe(2)
    const [asked, answered] = [await boxOf(bubblesOf('Cem Can').first()), await boxOf(bubblesOf('Cem Can').last())]
    const panel = await boxOf(panelOf(page, 'Cem Can'))
    const form = await boxOf(panelOf(page, 'Cem Can').locator('form'))
    expect(answered.right - asked.left).toBeLessThanOrEqual(880)
    expect(form.right - form.left).toBeLessThanOrEqual(880)
    // A bar that scrolls may take its width from one side.
    for (const { left, right } of [{ left: asked.left, right: answered.right }, form])
      expect(Math.abs(left - panel.left - (panel.right - right))).toBeLessThanOrEqual(16)
    await page.setViewportSize({ width: 1100, height: 800 })
    await expect.poll(async () => (await boxOf(bubblesOf('Cem Can').first())).left - panel.left).toBeLessThan(40)
    await page.setViewportSize({ width: 1920, height: 1080 })
  })

  it('has one quiet line for what the system did, which unfolds, and moves nothing when more is done', async () => {
    await putBeside('support-1', 'support-2')
    await openTab(page, 'Ann Aare')
    const line = logOf('Ann Aare').getByTestId('system-line')
    const more = line.getByRole('button', { name: /\d+ more$/ })
    await more.waitFor()
    await expect.poll(() => line.count()).toBe(1)
    const before = await boxOf(line)
    const countOf = async () => Number(/(\d+) more$/.exec(await more.innerText())?.[1])
    const count = await countOf()
    await putBeside('support-1', 'support-2', 'support-3')
    await expect.poll(countOf).toBe(count + 1)
    expect(await boxOf(line)).toEqual(before)
    await more.press('Enter')
    const fewer = line.getByRole('button', { name: /fewer$/ })
    await fewer.waitFor()
    await expect.poll(() => fewer.evaluate((button) => button === document.activeElement)).toBe(true)
    const said = (await line.innerText()).split('\n').filter((text) => text.includes(' at '))
    expect(said).toHaveLength(count + 2)
    await putBeside('support-1', 'support-2', 'support-3', 'support-4')
    await expect.poll(async () => (await line.innerText()).match(/ at /g)?.length).toBe(count + 3)
    await fewer.press('Enter')
    await more.waitFor()
    expect(await boxOf(line)).toEqual(before)
  })

  it('shows 20 lines of a long text, and counts it as unread until its end was looked at', async () => {
    await fixture.sendAsPatient(1, 'I have kept a diary.')
    await fixture.sendAsPatient(1, giant)
    await rowOf(page, 'Bea Berg').getByText('2 unread').waitFor()
    await openTab(page, 'Bea Berg')
    const article = logOf('Bea Berg').locator('article').last()
    const showAll = article.getByRole('button', { name: 'Show all 300 lines' })
    await showAll.waitFor()
    expect((await boxOf(article)).height).toBeLessThan(520)
    const unread = rowOf(page, 'Bea Berg').getByText(/\d unread/)
    await expect.poll(() => unread.innerText(), { timeout: longMs }).toBe('1 unread')
    // Longer than what is in view needs to count as seen.
    await page.waitForTimeout(1_500)
    await expect.poll(() => unread.innerText()).toBe('1 unread')
    const { top } = await boxOf(article)
    await showAll.click()
    await expect.poll(async () => (await boxOf(article)).height).toBeGreaterThan(3_000)
    expect((await boxOf(article)).top).toBe(top)
    await expect.poll(() => article.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.waitForTimeout(1_500)
    await expect.poll(() => unread.innerText()).toBe('1 unread')
    await page.keyboard.press('End')
    await expect.poll(() => unread.count(), { timeout: longMs }).toBe(0)
  })

  it('keeps what was unfolded, and the place in it, while another conversation is looked at', async () => {
    const log = logOf('Bea Berg')
    await log.hover()
    await page.mouse.wheel(0, -1_500)
    const heightOf = async () => (await boxOf(log.locator('article').last())).height
    // The line above what was unread is gone by then: the place is that of the text.
    const placeOf = async () => Math.round((await boxOf(log.locator('article').last())).top)
    await expect.poll(() => log.getAttribute('data-at-end')).toBe('false')
    let place = await placeOf()
    await expect
      .poll(
        async () => {
          const before = place
          place = await placeOf()
          return place === before
        },
        { interval: 200 },
      )
      .toBe(true)
    const height = await heightOf()
    await openTab(page, 'Cem Can')
    await openTab(page, 'Bea Berg')
    await expect.poll(heightOf).toBe(height)
    await expect.poll(placeOf).toBe(place)
  })

  it('unfolds a long text that is jumped to', async () => {
    await fixture.sendAsPatient(3, giant)
    await openTab(page, 'Dua Diop')
    const article = logOf('Dua Diop').locator('article').first()
    const showAll = article.getByRole('button', { name: /^Show all/ })
    await showAll.waitFor()
    await article.hover()
    await article.getByRole('button', { name: /^Reply to/ }).click()
    await write(page, 'Dua Diop', 'Thank you for the diary.')
    await logOf('Dua Diop')
      .getByRole('button', { name: /^Day 1:/ })
      .click()
    await expect.poll(() => showAll.count()).toBe(0)
    await expect
      .poll(async () => {
        const [log, first] = [await boxOf(logOf('Dua Diop')), await boxOf(article)]
        return first.top >= log.top - 1 && first.top < log.top + log.height / 2
      })
      .toBe(true)
  })
})

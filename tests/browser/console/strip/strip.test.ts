import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import type { ConsoleInBrowser } from '../../../support/console/openConsoleInBrowser.ts'
import { openManyTabs, sessionOf, writeNote } from './manyTabs.ts'
import { watchStillness } from './watchStillness.ts'

/** So long nobody touches anything; by hand, 60 s. */
const stillMs = 15_000

describeInChromium('the strip of a console with forty tabs', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    const opened = await openManyTabs(browser(), { width: 1280, height: 800 })
    fixture = opened.fixture
    page = opened.page
  }, 180_000)
  afterAll(() => fixture?.close())

  const tab = (index: number) => page.locator(`[data-tab="${fixture.sessionAt(index)}"]`)
  const place = (index: number, name: string) => tab(index).locator(`[data-place="${name}"]`)
  /** Returns which tabs are seen, and of which of them only a part is. */
  const seenTabs = () =>
    page.locator('[role=tablist]').evaluate((strip) => {
      const { left, right } = strip.getBoundingClientRect()
      const boxes = [...strip.querySelectorAll('[role=tab]')].map((element) => element.getBoundingClientRect())
      const seen = boxes.flatMap((box, index) => (box.right > left + 1 && box.left < right - 1 ? [{ box, index }] : []))
      return {
        first: seen[0]?.index ?? -1,
        count: seen.length,
        cut: seen.filter(({ box }) => box.left < left - 1 || box.right > right + 1).map(({ index }) => index),
      }
    })

  it.each([
    [1280, 5],
    [1920, 10],
  ])('shows whole tabs only, at both ends and wherever it stands, in a window of %i px', async (width, count) => {
    await page.setViewportSize({ width, height: 800 })
    await expect.poll(seenTabs).toEqual({ first: 40 - count, count, cut: [] })
    await page.keyboard.press('Alt+1')
    await expect.poll(seenTabs).toEqual({ first: 0, count, cut: [] })
    for (let step = 0; step < count + 3; step += 1) await page.keyboard.press('Alt+PageDown')
    await expect.poll(async () => (await seenTabs()).first).toBeGreaterThan(0)
    await expect.poll(() => seenTabs()).toMatchObject({ count, cut: [] })
    const before = (await seenTabs()).first
    await page.locator('[role=tablist]').hover()
    await page.mouse.wheel(0, 70)
    await expect.poll(async () => (await seenTabs()).first).toBeGreaterThan(before)
    await expect.poll(() => seenTabs()).toMatchObject({ count, cut: [] })
    await page.keyboard.press('Alt+9')
  })

  it('has them all of one width, and of each short name ten letters at least', async () => {
    const tabs = await page.locator('[data-tab]').evaluateAll((elements) =>
      elements.map((element) => {
        const name = element.querySelector('[data-place=name]')
        const text = name?.firstChild
        if (!name || !text) throw new Error('a tab without a name')
        const range = document.createRange()
        range.setStart(text, 0)
        range.setEnd(text, Math.min(10, text.textContent?.length ?? 0))
        return {
          width: element.getBoundingClientRect().width,
          isCut: range.getBoundingClientRect().right > name.getBoundingClientRect().right + 0.5,
        }
      }),
    )
    expect(new Set(tabs.map(({ width }) => width)).size).toBe(1)
    expect(tabs.filter(({ isCut }) => isCut)).toEqual([])
  })

  it('counts care and staff apart, says that a text is not finished, and when the session ends', async () => {
    await page.locator('textarea[data-composer]:visible').fill('half of an')
    await expect.poll(() => place(39, 'own').textContent()).toBe('draft')
    await fixture.sendAsPatient(37, 'One.')
    await fixture.sendAsPatient(37, 'Two.')
    await writeNote(fixture, 38, 'Look at the blood test.')
    await expect.poll(() => place(37, 'care').textContent()).toContain('2 unread')
    await expect.poll(() => place(38, 'staff').textContent()).toContain('1 unread staff note')
    expect(await place(37, 'staff').textContent()).toBe('')
    expect(await place(38, 'care').textContent()).toBe('')
    await expect.poll(() => place(37, 'state').textContent()).toMatch(/^\d+:\d\d$/)
    await fixture.admin.putSession(fixture.sessionAt(36), { ...sessionOf(36), expiresAt: Date.now() + 4.5 * 60_000 })
    await expect.poll(() => place(36, 'end').textContent()).toContain('5 min left')
  })

  it('moves nothing while patients write and type, sessions end, and clocks go on, and nobody touches it', async () => {
    await page.mouse.move(900, 500)
    await tab(39).waitFor()
    const seen = await watchStillness(page)
    const until = Date.now() + stillMs
    for (let step = 0; step < 10 || Date.now() < until; step += 1) {
      const index = 30 + (step % 10)
      await fixture.sendAsPatient(index, `And another thing, the ${step}th.`)
      fixture.witness().setTyping(fixture.sessionAt((step * 7) % 40), 'care', true)
      if (step === 3) await writeNote(fixture, 35, 'A note meanwhile.')
      await page.waitForTimeout(150)
    }
    await expect.poll(() => place(34, 'care').textContent()).toMatch(/unread/)
    const { moved, frames } = await seen()
    expect(frames).toBeGreaterThan(20)
    expect(moved).toEqual([])
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  panelOf,
  patients,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 60_000
const [ann = '', bea = '', cem = '', , eli = ''] = patients

describeInChromium('the list of sessions that is longer than its window, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn({ viewport: { width: 1280, height: 460 } })).page
    for (const index of [0, 1, 2, 3]) {
      await fixture.sendAsPatient(index, 'Is anybody there?')
      await rowOf(page, patients[index]).getByText('Is anybody there?').waitFor()
    }
  }, 180_000)
  afterAll(() => fixture?.close())

  const list = () => page.getByRole('navigation', { name: 'Sessions' })
  const line = () => page.locator('[data-longest]')
  const heading = (name: string) => list().getByRole('heading', { name })
  const away = () => page.mouse.move(700, 200)
  /** Returns whether an element is whole in the window of the list, under no heading. */
  const isInView = (name: string) =>
    rowOf(page, name).evaluate((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      const window = row.closest('nav')?.getBoundingClientRect()
      const head = row.closest('section')?.querySelector('h2')?.getBoundingClientRect()
      return window !== undefined && head !== undefined && top >= head.bottom - 1 && bottom <= window.bottom + 1
    })
  const tops = () =>
    page.locator('[data-session]').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))
  const opens = async (name: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await panelOf(page, name).waitFor()
  }

  it('says who has waited longest and keeps the heading of what is shown, wherever it is scrolled', async () => {
    await expect.poll(() => line().innerText()).toMatch(/^Longest \d+:\d\d Ann Aare$/)
    await list().evaluate((nav) => nav.scrollTo({ top: nav.scrollHeight }))
    await expect.poll(() => isInView(ann)).toBe(false)
    await expect
      .poll(() =>
        heading('No messages yet').evaluate((head) => {
          const nav = head.closest('nav')?.getBoundingClientRect()
          return head.getBoundingClientRect().top - (nav?.top ?? 0)
        }),
      )
      .toBeLessThan(1)
    await expect.poll(() => line().isVisible()).toBe(true)
    await list().evaluate((nav) => nav.scrollTo({ top: 0 }))
  })

  it('says in its own line that the order is held, and moves nothing for that', async () => {
    await page.keyboard.press('Alt+l')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => rowOf(page, bea).evaluate((row) => row === document.activeElement)).toBe(true)
    const before = await tops()
    await fixture.sendAsPatient(4, 'And here?')
    await rowOf(page, eli).getByText('And here?').waitFor()
    await page.getByText('Order held', { exact: true }).waitFor()
    expect(await tops()).toEqual(before)
    const over = await page.getByText('Order held', { exact: true }).evaluate((words) => {
      const { left, top, width, height } = words.getBoundingClientRect()
      return document.elementFromPoint(left + width / 2, top + height / 2) === words
    })
    expect(over).toBe(true)
    await page.keyboard.press('Alt+i')
    await page.getByText('Order held', { exact: true }).waitFor({ state: 'detached' })
  })

  it('shows the row of another session that comes to the front, and not under the pointer', async () => {
    await away()
    await list().evaluate((nav) => nav.scrollTo({ top: 0 }))
    await opens(ann)
    await expect.poll(() => isInView(ann)).toBe(true)
    await opens('Ivo Iten')
    await expect.poll(() => isInView('Ivo Iten'), { timeout: longMs }).toBe(true)
    await expect.poll(() => isInView(ann)).toBe(false)
    await page.keyboard.press('Control+Tab')
    await page.keyboard.press('Alt+1')
    await expect.poll(() => isInView(ann)).toBe(true)
    await rowOf(page, cem).hover()
    await opens('Ivo Iten')
    await expect.poll(() => rowOf(page, 'Ivo Iten').getAttribute('data-active')).toBe('true')
    expect(await isInView('Ivo Iten')).toBe(false)
    expect(await isInView(ann)).toBe(true)
  })
})

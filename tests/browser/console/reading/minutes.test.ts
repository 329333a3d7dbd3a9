import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000

describeInChromium('the minute of each message in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let log: Locator

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    for (const text of ['It began at night.', 'My chest is tight.', 'It goes into the arm.', 'What shall I do?'])
      await fixture.sendAsPatient(0, text)
    const { page } = await fixture.openSignedIn({ locale: 'en-GB' })
    await openTab(page, 'Ann Aare')
    log = panelOf(page, 'Ann Aare').getByRole('log')
    await log.getByText('What shall I do?').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  /** A message that stands above another of its run, whose line of time it does not have. */
  const inARun = () => log.locator('article[data-ends=false]').first()
  const opacityOf = (element: Locator) => element.evaluate((shown) => getComputedStyle(shown).opacity)
  /** Returns where everything in the conversation stands. */
  const places = () =>
    log.locator('article, article *').evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return [x, y, width, height]
      }),
    )

  it('is shown beside each message of a run under the pointer, and nothing moves for it', async () => {
    const message = inARun()
    const minute = message.locator('time')
    await log.page().mouse.move(700, 790)
    await expect.poll(() => opacityOf(minute)).toBe('0')
    const before = await places()
    await message.hover()
    await expect.poll(() => opacityOf(minute)).toBe('1')
    const at = new Date((await minute.getAttribute('datetime')) ?? '')
    const part = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    await expect.poll(() => minute.innerText()).toBe(at.toLocaleTimeString('en-GB', part))
    expect(await places()).toEqual(before)
  })

  it('is told to the second and with its day by resting on it', async () => {
    for (const minute of await log.locator('article time').all())
      await expect.poll(() => minute.getAttribute('title')).toMatch(/\d{4}.* \d\d:\d\d:\d\d$/)
  })

  it('is shown beside the message that the keyboard is at, and is part of its name', async () => {
    await log.page().mouse.move(700, 790)
    await log.focus()
    const reached = log.locator('article[data-ends=false]:focus')
    await expect
      .poll(async () => {
        await log.page().keyboard.press('ArrowUp')
        return await reached.count()
      })
      .toBe(1)
    await expect.poll(() => opacityOf(reached.locator('time'))).toBe('1')
    expect(await reached.getAttribute('aria-label')).toContain(await reached.locator('time').innerText())
  })
})

import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openTab, panelOf, rowOf } from '../../support/console/openConsoleInBrowser.ts'
import { forEachConsole } from './forEachConsole.ts'

const longMs = 60_000
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

describeInChromium('time on the console in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  const patient = 'Ann Aare'
  const strip = (page: Page) => page.getByLabel('Connection').innerText()
  const waitOf = (page: Page) => rowOf(page, patient).locator('[data-level]').innerText()
  const secondsOf = (wait: string) => {
    const [minutes = 0, seconds = 0] = wait.split(':').map(Number)
    return minutes * 60 + seconds
  }

  /** A console at which the clinician is signed in, whose workstation's clock is off, and can be set. */
  async function openWithClock(offMs: number) {
    const { page } = await fixture.openSignedIn()
    await page.clock.install({ time: Date.now() + offMs })
    await page.reload()
    await rowOf(page, patient).waitFor()
    await expect.poll(() => strip(page), { timeout: longMs }).toContain('Live')
    return page
  }

  it.each([
    ['10 minutes ahead', 10 * minuteMs, 'clock is 10 min ahead'],
    ['10 minutes behind', -10 * minuteMs, 'clock is 10 min behind'],
    ['a day ahead', dayMs, 'clock is 24 h ahead'],
    ['a day behind', -dayMs, 'clock is 24 h behind'],
  ] as const)(
    'says how long a patient has waited where the workstation’s clock is %s, and says that it is off until it is set right',
    async (_, offMs, hint) => {
      const page = await openWithClock(offMs)
      await fixture.sendAsPatient(0, 'How much shall I take?')
      await expect.poll(() => waitOf(page), { timeout: 15_000 }).toBe('0:06')
      await expect.poll(() => strip(page)).toContain(hint)
      await expect.poll(() => strip(page)).toMatch(/acknowledged \d s ago/)
      const before = secondsOf(await waitOf(page))
      const beganMs = performance.now()
      await page.clock.setSystemTime(Date.now())
      await expect.poll(() => strip(page)).not.toContain('clock is')
      const passedS = secondsOf(await waitOf(page)) - before
      expect(passedS).toBeGreaterThanOrEqual(0)
      expect(passedS).toBeLessThanOrEqual((performance.now() - beganMs) / 1_000 + 1)
    },
    longMs,
  )

  it(
    'says nothing of a clock that is 20 s off, as most are',
    async () => {
      const page = await openWithClock(20_000)
      await fixture.sendAsPatient(0, 'How much shall I take?')
      await expect.poll(() => waitOf(page), { timeout: 15_000 }).toBe('0:03')
      expect(await strip(page)).not.toContain('clock is')
    },
    longMs,
  )

  it(
    'calls today yesterday, and then by its date, as the days pass under an open conversation',
    async () => {
      const page = await openWithClock(0)
      await fixture.sendAsPatient(0, 'How much shall I take?')
      await openTab(page, patient)
      const panel = panelOf(page, patient)
      await panel.getByText('Today', { exact: true }).waitFor()
      await page.clock.fastForward(dayMs)
      await panel.getByText('Yesterday', { exact: true }).waitFor()
      expect(await panel.getByText('Today', { exact: true }).count()).toBe(0)
      await page.clock.fastForward(dayMs)
      await expect.poll(() => panel.getByText('Yesterday', { exact: true }).count()).toBe(0)
      await panel.getByText('How much shall I take?').waitFor()
    },
    longMs,
  )

  it(
    'shows minutes by the zone that the workstation is in, also when that changes',
    async () => {
      const { page } = await fixture.openSignedIn()
      const session = await page.context().newCDPSession(page)
      const moveTo = (timezoneId: string) => session.send('Emulation.setTimezoneOverride', { timezoneId })
      await moveTo('UTC')
      await fixture.sendAsPatient(0, 'How much shall I take?')
      await openTab(page, patient)
      const time = panelOf(page, patient).locator('article time')
      const minuteIn = async (timeZone: string) =>
        new Date((await time.getAttribute('datetime')) ?? '').toLocaleTimeString('en', {
          ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
        })
      await expect.poll(() => time.innerText()).toBe(await minuteIn('UTC'))
      for (const timeZone of ['Asia/Kathmandu', 'America/Havana']) {
        await moveTo(timeZone)
        await expect.poll(() => time.innerText(), { timeout: 5_000 }).toBe(await minuteIn(timeZone))
      }
      expect(await minuteIn('America/Havana')).not.toBe(await minuteIn('Asia/Kathmandu'))
    },
    longMs,
  )
})

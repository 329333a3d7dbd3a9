import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { openPage } from '../../support/browser/openPage.ts'
import {
  careThread,
  isConnected,
  longMs,
  messageOf,
  phone,
  statusOf,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { forEachVisit } from './forEachVisit.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

describeInChromium('time on the patient’s page', (browser) => {
  let fixture: VisitInBrowser
  let setRelay: (aheadMs: number) => void

  forEachVisit(browser, (opened) => {
    fixture = opened
    setRelay = opened.setRelay
  })

  const dayLines = (page: Page) => page.locator('.day').allInnerTexts()
  const minuteOf = (page: Page, text: string) => messageOf(page, text).locator('time')
  const send = (text: string) => fixture.ada.ask('message:send', { ...careThread, id: newEntryId(), text })

  /** The visit on a device whose clock is off. */
  async function openWithClock(offMs: number, timezoneId = 'UTC'): Promise<Page> {
    const { page } = await openPage(browser(), 'about:blank', { ...phone, timezoneId })
    await page.clock.install({ time: Date.now() + offMs })
    await page.goto(await fixture.invite())
    await isConnected(page)
    return page
  }

  it.each([10 * minuteMs, -10 * minuteMs, dayMs, -dayMs, 40 * dayMs])(
    'is the relay’s on a device that is %d ms off: what is written today was written today, at the relay’s minute',
    async (offMs) => {
      const page = await openWithClock(offMs)
      await send('One tablet in the evening.')
      await messageOf(page, 'One tablet').waitFor()
      await write(page, 'Thank you.')
      await expect.poll(() => statusOf(page, 'Thank you.')).toBe('Sent')
      await expect.poll(() => dayLines(page)).toEqual(['Today'])
      for (const text of ['One tablet', 'Thank you.']) {
        const at = new Date((await minuteOf(page, text).getAttribute('datetime')) ?? '').getTime()
        expect(Math.abs(at - Date.now())).toBeLessThan(minuteMs)
      }
      await page.clock.setSystemTime(Date.now())
      await page.waitForTimeout(500)
      await expect.poll(() => dayLines(page)).toEqual(['Today'])
    },
    longMs,
  )

  it('has yesterday become the day before while the page is open, at the relay’s midnight', async () => {
    const hourMs = 60 * minuteMs
    const nextHourMs = Math.ceil(Date.now() / hourMs) * hourMs
    setRelay(nextHourMs - Date.now() - 20_000)
    // Where the next hour is the first of the day.
    const hour = new Date(nextHourMs).getUTCHours()
    const zone = hour <= 12 ? `Etc/GMT+${hour}` : `Etc/GMT-${24 - hour}`
    const page = await openWithClock(3 * dayMs, zone)
    await send('One tablet in the evening.')
    await expect.poll(() => dayLines(page)).toEqual(['Today'])
    await expect.poll(() => dayLines(page), { timeout: 40_000 }).toEqual(['Yesterday'])
    await send('Another in the morning.')
    await expect.poll(() => dayLines(page)).toEqual(['Yesterday', 'Today'])
  }, 90_000)

  it(
    'follows the device into another time zone',
    async () => {
      const { page } = await openPage(browser(), await fixture.invite(), phone)
      const session = await page.context().newCDPSession(page)
      const moveTo = (timezoneId: string) => session.send('Emulation.setTimezoneOverride', { timezoneId })
      await moveTo('UTC')
      await isConnected(page)
      await send('One tablet in the evening.')
      const time = minuteOf(page, 'One tablet')
      const inUtc = await time.innerText()
      await moveTo('Asia/Kathmandu')
      await expect.poll(() => time.innerText(), { timeout: 20_000 }).not.toBe(inUtc)
      await moveTo('UTC')
      await expect.poll(() => time.innerText(), { timeout: 20_000 }).toBe(inUtc)
    },
    longMs,
  )

  it(
    'says that somebody writes for as long as they do, whatever the device’s clock is set to',
    async () => {
      const page = await openWithClock(0)
      const typing = (on: boolean) => fixture.ada.ask('typing:set', { ...careThread, typing: on })
      const line = page.getByText(/is writing|writes|typing/i)
      await typing(true)
      await line.waitFor()
      await page.clock.setSystemTime(Date.now() + dayMs)
      await page.waitForTimeout(300)
      await expect.poll(() => line.count()).toBe(1)
      await page.clock.setSystemTime(Date.now() - dayMs)
      await expect.poll(() => line.count(), { timeout: 15_000 }).toBe(0)
    },
    longMs,
  )
})

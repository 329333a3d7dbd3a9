import type { BrowserContextOptions, Page } from 'playwright'
import { expect, it } from 'vitest'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { openPage } from '../../support/browser/openPage.ts'
import {
  careThread,
  chooseFiles,
  desktop,
  isConnected,
  longMs,
  messageOf,
  phone,
  statusOf,
  textsOf,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { pngOf } from '../../support/relay/pngOf.ts'
import { until } from '../../support/time/until.ts'
import { failStorage, letStorageFail } from './failingStorage.ts'
import { forEachVisit } from './forEachVisit.ts'
import { keptIn } from './inVisitPage.ts'

const picturesTo = process.env.PICTURES_TO
const maria = { name: 'Maria Teresa Lindqvist', birthDate: '1964-03-31', sex: 'female', mrn: '0815' } as const
const allStores = ['sessions', 'entries', 'outgoing', 'files']

describeInChromium('a patient who stays, leaves and comes back', (browser) => {
  let fixture: VisitInBrowser
  let ada: NativeClient

  forEachVisit(
    browser,
    async (opened) => {
      fixture = opened
      ada = fixture.ada
      await putVisit()
    },
    { EMERGENCY_PHONE: '112', CLINIC_PHONE: '+49 30 1234' },
  )

  const putVisit = (more: object = {}) =>
    fixture.relay.putSession('visit-1', {
      kind: 'visit',
      participants: [
        { userId: 'pat', role: 'patient' },
        { userId: 'ada', role: 'clinician' },
      ],
      patient: maria,
      ...more,
    })
  async function openFailing(options: BrowserContextOptions = desktop): Promise<Page> {
    const context = await browser().newContext(options)
    await context.addInitScript(letStorageFail)
    const page = await context.newPage()
    await page.goto(await fixture.invite())
    await isConnected(page)
    return page
  }
  const field = (page: Page) => page.getByLabel('Write a message')
  const isRead = async (page: Page, text: string) => {
    const log = await fixture.relay.store().log.read({ ...careThread, limit: 200, from: { after: 0 } })
    const seq = log.find(({ body }) => body.kind === 'message' && body.text === text)?.seq ?? 0
    await ada.ask('watermark:advance', { marks: [{ ...careThread, deliveredUpTo: seq, readUpTo: seq }] })
    await expect.poll(() => statusOf(page, text)).toBe('Read')
  }
  async function goOffline(page: Page): Promise<void> {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.context().setOffline(true)
    await fixture.relay.restart()
    await page.getByText('You are offline').waitFor()
  }
  async function newTab(page: Page): Promise<Page> {
    const tab = await page.context().newPage()
    await tab.goto(`${fixture.relay.url}/visit/`)
    return tab
  }
  async function answer(page: Page, [day, month, year]: readonly [string, string, string]): Promise<void> {
    await page.getByLabel('Day').fill(day)
    await page.getByLabel('Month').fill(month)
    await page.getByLabel('Year').fill(year)
    await page.getByRole('button', { name: 'Open the visit' }).click()
  }
  async function takePicture(page: Page, name: string): Promise<void> {
    if (picturesTo !== undefined) await page.screenshot({ path: `${picturesTo}/${name}.png` })
  }

  it('is told whose visit it is, and whom to call in an emergency: at its start, offline, and where nothing opens', async () => {
    const { page } = await fixture.openVisit({ ...phone, viewport: { width: 390, height: 844 } })
    await page.getByText('For Maria L., born 1964. Not you?').waitFor()
    expect(await page.content()).not.toContain('Lindqvist')
    const atStart = page.getByRole('region', { name: 'Messages' }).locator('.emergency')
    const words = 'In an emergency, call 112. If you cannot wait for an answer, call your clinic: +49 30 1234.'
    await expect.poll(() => atStart.innerText()).toBe(words)
    await expect.poll(() => atStart.locator('a').first().getAttribute('href')).toBe('tel:112')
    expect(await page.locator('header .emergency').isVisible()).toBe(false)
    await takePicture(page, 'start')
    await goOffline(page)
    await expect.poll(() => page.locator('header .emergency').innerText()).toBe(words)
    expect(await axeViolations(page)).toEqual([])
    await takePicture(page, 'emergency-offline')
    await page.reload()
    await expect.poll(() => page.locator('header .emergency').innerText()).toBe(words)
    await page.getByText('For Maria L., born 1964. Not you?').waitFor()
    await page.getByRole('heading', { name: 'Your visit with Dr Ada Okafor' }).waitFor()
    const nothing = await openPage(browser(), `${fixture.relay.url}/visit/`, phone)
    await expect.poll(() => nothing.page.locator('.emergency').innerText()).toBe(words)
  })

  it('never sees a status go back: not after a reload without a line, and not when another clinician joins', async () => {
    const { page } = await fixture.openVisit(desktop)
    await write(page, 'It hurts here.')
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Sent')
    await isRead(page, 'It hurts here.')
    await goOffline(page)
    await page.reload()
    await messageOf(page, 'It hurts here.').waitFor()
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Read')
    await page.context().setOffline(false)
    await isConnected(page)
    await putVisit({
      participants: [
        { userId: 'pat', role: 'patient' },
        { userId: 'ada', role: 'clinician' },
        { userId: 'hal', role: 'clinician' },
      ],
    })
    await page.getByText('hal joined the visit').waitFor()
    await write(page, 'And here.')
    await expect.poll(() => statusOf(page, 'And here.')).toBe('Sent')
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Read')
    await page.reload()
    await isConnected(page)
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Read')
  })

  it('sends what is written although the browser lost its database once, and says so while it goes on', async () => {
    const page = await openFailing()
    await page.evaluate(failStorage, 1)
    await write(page, 'Lost once.')
    await expect.poll(() => statusOf(page, 'Lost once.')).toBe('Sent')
    // The message is kept; then taking it from the disk fails, and the upload's progress cannot be kept.
    await chooseFiles(page, [{ name: 'arm.png', mimeType: 'image/png', buffer: pngOf(9, 9) }])
    await page.locator('[data-chosen]').waitFor()
    await page.route('**/api/sessions/*/attachments', async (route) => {
      await page.evaluate(failStorage, 6)
      await page.unroute('**/api/sessions/*/attachments')
      await route.fallback()
    })
    await write(page, 'With a picture.')
    await page.getByText('This browser cannot store anything at the moment').waitFor()
    await expect.poll(() => statusOf(page, 'With a picture.'), { timeout: longMs }).toBe('Sent')
    await write(page, 'And one more.')
    await expect.poll(() => statusOf(page, 'And one more.'), { timeout: longMs }).toBe('Sent')
    await page.getByText('This browser cannot store anything at the moment').waitFor({ state: 'hidden' })
    expect(fixture.said()).toEqual(['Lost once.', 'With a picture.', 'And one more.'])
    await until('nothing waits', async () => (await page.evaluate(keptIn, ['outgoing', 'files'])).count === 0)
  })

  it('reads what is said while the browser can store nothing, and has it again after a reload', async () => {
    const page = await openFailing()
    await page.evaluate(failStorage, 1_000)
    await ada.send('visit-1', 'Please call 112 now.')
    await messageOf(page, 'Please call 112 now.').waitFor()
    await page.evaluate(failStorage, 0)
    await page.reload()
    await isConnected(page)
    await messageOf(page, 'Please call 112 now.').waitFor()
  })

  it('opens although the browser cannot read at first', async () => {
    const page = await openFailing()
    await ada.send('visit-1', 'Hello.')
    await messageOf(page, 'Hello.').waitFor()
    await page.evaluate(failStorage, 9)
    await page.reload()
    await messageOf(page, 'Hello.').waitFor({ timeout: longMs })
  })

  it('goes on by itself when a visit that was ended is opened again, with all that was written meanwhile', async () => {
    const { page } = await fixture.openVisit(phone)
    await write(page, 'Before.')
    await expect.poll(() => statusOf(page, 'Before.')).toBe('Sent')
    await goOffline(page)
    await write(page, 'Written offline.')
    await field(page).fill('half a sen')
    await ada.ask('session:close', { id: newEntryId(), sessionId: 'visit-1' })
    await page.context().setOffline(false)
    await page.getByText('The visit has ended. You can still read it').waitFor({ timeout: longMs })
    await expect.poll(() => statusOf(page, 'Written offline.')).toBe('Not sent')
    await putVisit({ active: true })
    await isConnected(page)
    await expect.poll(() => statusOf(page, 'Written offline.'), { timeout: longMs }).toBe('Sent')
    await expect.poll(() => field(page).inputValue()).toBe('half a sen')
    await ada.send('visit-1', 'Welcome back.')
    await messageOf(page, 'Welcome back.').waitFor()
    await expect.poll(() => textsOf(page)).toEqual(['Before.', 'Written offline.', 'Welcome back.'])
    expect(fixture.said()).toEqual(['Before.', 'Written offline.'])
  })

  it('enters again after a reload of a visit that was ended, as soon as it is opened again', async () => {
    const { page } = await fixture.openVisit(phone)
    await write(page, 'Before.')
    await expect.poll(() => statusOf(page, 'Before.')).toBe('Sent')
    await ada.ask('session:close', { id: newEntryId(), sessionId: 'visit-1' })
    await page.getByText('The visit has ended. You can still read it').waitFor()
    await until('what was said is gone', async () => (await page.evaluate(keptIn, ['entries'])).count === 0)
    await page.reload()
    await page.getByRole('heading', { name: 'This visit has ended' }).waitFor()
    await putVisit({ active: true })
    await isConnected(page)
    await messageOf(page, 'Before.').waitFor()
  })

  it('leaves on this device: nothing is kept, in no tab, and neither address nor link lead back', async () => {
    const link = await fixture.invite()
    const { page } = await openPage(browser(), link, { ...phone, colorScheme: 'dark' })
    await isConnected(page)
    await write(page, 'The marker of this patient')
    await expect.poll(() => statusOf(page, 'The marker of this patient')).toBe('Sent')
    const opening = page.context().waitForEvent('page')
    await page.evaluate(() => void open(location.href))
    const other = await opening
    await isConnected(other)
    await field(page).fill('a draft')
    await page.getByRole('button', { name: 'Leave on this device' }).click()
    const dialog = page.getByRole('dialog', { name: 'Leave this visit on this device?' })
    await dialog.waitFor()
    await takePicture(page, 'leave')
    expect(await axeViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Stay' }).click()
    await expect.poll(() => field(page).inputValue()).toBe('a draft')
    await page.getByRole('button', { name: 'Leave on this device' }).click()
    await dialog.getByRole('button', { name: 'Leave on this device' }).click()
    for (const tab of [page, other]) await tab.getByRole('heading', { name: 'You have left the visit' }).waitFor()
    expect((await page.evaluate(keptIn, allStores)).count).toBe(0)
    expect((await page.evaluate(keptIn, ['invitations'])).text).not.toContain('key')
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe('{}')
    await page.reload()
    await page.getByRole('heading', { name: 'No visit is open here' }).waitFor()
    await other.goto('about:blank')
    await other.goto(link)
    await other.getByRole('heading', { name: 'You have left the visit' }).waitFor()
  })

  it('leaves nothing of a message that is sent while its picture is still being looked at when the visit is left', async () => {
    const { page } = await fixture.openVisit(desktop)
    await page.evaluate(() => {
      const looked = Promise.withResolvers<void>()
      Reflect.set(globalThis, 'looked', looked.resolve)
      const digest = SubtleCrypto.prototype.digest
      SubtleCrypto.prototype.digest = async function (...of) {
        await looked.promise
        return await digest.apply(this, of)
      }
    })
    await chooseFiles(page, [{ name: 'rash.png', mimeType: 'image/png', buffer: pngOf(4, 4) }])
    await field(page).fill('The marker of this patient')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('button', { name: 'Leave on this device' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Leave on this device' }).click()
    await page.getByRole('heading', { name: 'You have left the visit' }).waitFor()
    await page.evaluate(() => Reflect.get(globalThis, 'looked')())
    for (let frame = 0; frame < 10; frame += 1)
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    expect((await page.evaluate(keptIn, allStores)).count).toBe(0)
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe('{}')
  })

  it('is asked for the date of birth where the page is opened without its link', async () => {
    const { page } = await fixture.openVisit(phone)
    await write(page, 'The marker of this patient')
    await expect.poll(() => statusOf(page, 'The marker of this patient')).toBe('Sent')
    const tab = await newTab(page)
    await tab.getByRole('heading', { name: 'Is this your visit?' }).waitFor()
    expect(await tab.content()).not.toMatch(/Maria|Okafor|marker/)
    expect(await axeViolations(tab)).toEqual([])
    await takePicture(tab, 'ask')
    await answer(tab, ['31', 'March', '1964'])
    await tab.getByText('Enter a day, a month and a year, in figures.').waitFor()
    await answer(tab, ['1', '3', '1964'])
    await tab.getByText('You can try 4 more times.').waitFor()
    await answer(tab, ['31', '3', '1964'])
    await isConnected(tab)
    await messageOf(tab, 'The marker of this patient').waitFor()
    await tab.reload()
    await isConnected(tab)
  })

  it('keeps out, also by loading again, who does not know the date of birth, and lets the link in', async () => {
    const link = await fixture.invite()
    const { page } = await openPage(browser(), link, phone)
    await isConnected(page)
    const tab = await newTab(page)
    for (const left of ['4 more times', '3 more times', '2 more times']) {
      await answer(tab, ['1', '1', '1970'])
      await tab.getByText(`You can try ${left}.`).waitFor()
    }
    await tab.reload()
    await answer(tab, ['1', '1', '1970'])
    await tab.getByText('You can try once more.').waitFor()
    await answer(tab, ['1', '1', '1970'])
    await tab.getByRole('heading', { name: 'No visit is open here' }).waitFor()
    await tab.reload()
    await tab.getByRole('heading', { name: 'No visit is open here' }).waitFor()
    await tab.goto('about:blank')
    await tab.goto(link)
    await isConnected(tab)
  })
})

import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
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
  overhang,
  phone,
  statusOf,
  textsOf,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { pngOf } from '../../support/relay/pngOf.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { until } from '../../support/time/until.ts'
import { forEachVisit } from './forEachVisit.ts'
import { keptIn } from './inVisitPage.ts'

const longWord = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle'.repeat(3)

describeInChromium('what an invited patient reads on the page', (browser) => {
  let fixture: VisitInBrowser
  let relay: StartedRelay
  let ada: NativeClient

  forEachVisit(browser, (opened) => {
    fixture = opened
    relay = fixture.relay
    ada = fixture.ada
  })

  async function send(text: string, more: object = {}) {
    const id = newEntryId()
    await ada.ask('message:send', { ...careThread, id, text, ...more })
    return id
  }
  const change = (event: 'message:edit' | 'message:redact' | 'message:react', target: string, more: object = {}) =>
    ada.ask(event, { ...careThread, id: newEntryId(), target, ...more })
  const region = (page: Page) => page.getByRole('region', { name: 'Messages' })
  const keptEntries = async (page: Page) => (await page.evaluate(keptIn, ['entries'])).text
  const spoken = (page: Page) => page.getByTestId('spoken').innerText()
  async function sendMany(count: number): Promise<void> {
    for (let sent = 1; sent <= count; sent += 1) await send(`Message ${sent}.`)
  }

  it('shows what others change, take back, answer and feel, as it comes and after a reload', async () => {
    const { page } = await fixture.openVisit(phone)
    const dose = await send('One tablet in the evening.')
    await send('That is for the pain.', { replyTo: dose })
    await write(page, 'Thank you.')
    await expect.poll(() => statusOf(page, 'Thank you.')).toBe('Sent')
    const thanks = ada.entries.find(({ body }) => body.kind === 'message' && body.text === 'Thank you.')
    const wrong = await send('The marker of another patient')
    await messageOf(page, 'The marker').waitFor()
    await change('message:edit', dose, { text: 'One tablet in the morning.' })
    await change('message:redact', wrong)
    for (const emoji of ['👍', '❤️']) await change('message:react', thanks?.id ?? 'none', { emoji, on: true })
    async function isShown(): Promise<void> {
      await messageOf(page, 'That is for the pain.').locator('blockquote').getByText('in the morning').waitFor()
      await expect.poll(() => messageOf(page, 'One tablet').first().locator('.foot').innerText()).toContain('Edited')
      await page.getByText('This message was removed.').waitFor()
      await expect.poll(() => messageOf(page, 'Thank you.').locator('.reactions').innerText()).toMatch(/👍\s*❤️/)
      expect(await page.getByText('The marker').count()).toBe(0)
    }
    await isShown()
    expect(await keptEntries(page)).not.toContain('The marker')
    await page.reload()
    await isConnected(page)
    await isShown()
  })

  it('takes a redacted message from this device also when it is too old to be on the screen', async () => {
    const old = await send('The marker of another patient')
    await sendMany(70)
    const { page } = await fixture.openVisit(desktop)
    await page.getByRole('button', { name: 'Show earlier messages' }).click()
    await messageOf(page, 'The marker').waitFor()
    await expect.poll(() => keptEntries(page)).toContain('The marker')
    await sendMany(140)
    await messageOf(page, 'Message 140.').waitFor()
    await page.reload()
    await isConnected(page)
    expect(await page.getByText('The marker').count()).toBe(0)
    await change('message:redact', old)
    await until('it is gone', async () => !(await keptEntries(page)).includes('The marker'))
  })

  it('shows earlier messages that this device has without a connection, and says when it has no more', async () => {
    await sendMany(90)
    const { page } = await fixture.openVisit(desktop)
    await messageOf(page, 'Message 90.').waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.context().setOffline(true)
    await relay.restart()
    await page.getByText('You are offline').waitFor()
    const before = await page.locator('[data-message]').count()
    await page.getByRole('button', { name: 'Show earlier messages' }).click()
    await page.getByText('Earlier messages can be shown when you are connected.').waitFor()
    expect(await page.locator('[data-message]').count()).toBe(before)
    await page.context().setOffline(false)
    await isConnected(page)
    await page.getByRole('button', { name: 'Show earlier messages' }).click()
    await messageOf(page, 'Message 1.').waitFor()
    expect(await page.getByText('Earlier messages can be shown').count()).toBe(0)
  })

  it('begins where the new messages begin, says so, and lets go of the line when the patient writes', async () => {
    const { page } = await fixture.openVisit(phone)
    await send('Read before.')
    const lastSeq = () => Math.max(...ada.entries.map(({ seq }) => seq))
    const readAll = () =>
      ada
        .payloads('watermarks')
        .some(({ items }) => items.some(({ userId, readUpTo }) => userId === 'pat' && readUpTo === lastSeq()))
    await ada.until('it is read', readAll)
    expect(await page.locator('.unread').count()).toBe(0)
    const address = `${relay.url}/visit/`
    await page.goto('about:blank')
    await sendMany(25)
    await page.goto(address)
    await isConnected(page)
    const line = page.locator('.unread')
    await line.waitFor()
    await expect.poll(() => line.locator('xpath=following-sibling::li[1]').innerText()).toContain('Message 1.')
    const isInView = async (text: string) => {
      const [row, area] = await Promise.all([messageOf(page, text).boundingBox(), region(page).boundingBox()])
      return row !== null && area !== null && row.y >= area.y && row.y + row.height <= area.y + area.height
    }
    expect([await isInView('Message 1.'), await isInView('Message 25.')]).toEqual([true, false])
    await write(page, 'Now I have read it.')
    await expect.poll(() => line.count()).toBe(0)
    await expect.poll(() => isInView('Now I have read it.')).toBe(true)
  })

  it('reads out what comes in, and nothing of long ago', async () => {
    await sendMany(90)
    const { page } = await fixture.openVisit(desktop)
    await page.getByRole('button', { name: 'Show earlier messages' }).click()
    await messageOf(page, 'Message 1.').waitFor()
    expect(await spoken(page)).toBe('')
    await send('How are you now?')
    await expect.poll(() => spoken(page)).toBe('Dr Ada Okafor: How are you now?')
  })

  it('says that what was not sent when the visit ended will not be', async () => {
    const { page } = await fixture.openVisit(phone)
    await page.route('**/api/sessions/*/attachments', (route) => route.abort())
    await chooseFiles(page, [{ name: 'arm.png', mimeType: 'image/png', buffer: pngOf(9, 9) }])
    await write(page, 'My arm')
    await messageOf(page, 'My arm').getByText('Sending…').waitFor()
    await ada.ask('session:close', { id: newEntryId(), sessionId: 'visit-1' })
    await page.getByText('The visit has ended. You can still read it').waitFor()
    await expect.poll(() => statusOf(page, 'My arm'), { timeout: longMs }).toBe('Not sent')
    expect(await messageOf(page, 'My arm').getByRole('button', { name: 'Send again' }).count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
  })

  it('says that the page is out of date when the relay speaks its protocol no more', async () => {
    const link = await fixture.invite()
    const context = await browser().newContext(phone)
    await context.routeWebSocket(/socket\.io/, (socket) => {
      const refusal = JSON.stringify({ message: handshakeRefusals.protocol })
      socket.onMessage((message) => String(message).startsWith('40/rounds') && socket.send(`44/rounds,${refusal}`))
      socket.send('0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}')
    })
    const page = await context.newPage()
    await page.goto(link)
    await page.getByRole('heading', { name: 'This page is out of date' }).waitFor()
    await page.getByRole('button', { name: 'Load again' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  it('says so when the invitation of an open page is no longer good', async () => {
    const { page } = await openPage(browser(), await fixture.invite(), phone)
    await isConnected(page)
    await relay.putSession('visit-1', { ada: 'clinician' })
    await page.getByText('The visit has ended. You can still read it').waitFor()
    await until('nothing is kept of it', async () => (await keptEntries(page)) === '[]')
    await page.reload()
    await page.getByRole('heading', { name: 'This visit has ended' }).waitFor()
  })

  const windows = {
    'a narrow phone': { width: 320, height: 568 },
    'a desktop at 200 %': { width: 640, height: 400 },
    'a phone on its side': { width: 640, height: 360 },
    'a phone on its side with the keyboard open': { width: 640, height: 170 },
  }
  for (const [name, viewport] of Object.entries(windows))
    it(`has room for messages, words without end, and what is written, in the window of ${name}`, async () => {
      const { page } = await fixture.openVisit({ viewport })
      await send(`${longWord} and https://example.org/${'path/'.repeat(30)}`)
      await send('صباح الخير يا دكتور، عندي صداع منذ ثلاثة أيام 😷')
      await write(page, '👩🏽‍⚕️👍🏽🤒')
      await expect.poll(() => textsOf(page)).toHaveLength(3)
      expect(await overhang(page)).toBe(0)
      const button = await page.getByRole('button', { name: 'Send', exact: true }).boundingBox()
      expect((button?.y ?? viewport.height) + (button?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
      expect((await region(page).boundingBox())?.height).toBeGreaterThan(40)
      const isAtEnd = () => region(page).evaluate((area) => area.scrollHeight - area.scrollTop - area.clientHeight < 2)
      await expect.poll(isAtEnd).toBe(true)
    })

  it('lets Enter end a word that is being composed, in the order of every browser, and then send', async () => {
    const { page } = await fixture.openVisit(desktop)
    const field = page.getByLabel('Write a message')
    const press = (enter: { readonly isComposing?: boolean; readonly keyCode?: number }) =>
      field.evaluate((element, init) => element.dispatchEvent(new KeyboardEvent('keydown', init)), {
        ...{ key: 'Enter', bubbles: true, cancelable: true },
        ...enter,
      })
    await field.fill('頭痛')
    expect(await press({ isComposing: true })).toBe(true)
    // Safari's: the composition has ended when the key that ended it is told.
    expect(await press({ isComposing: false, keyCode: 229 })).toBe(true)
    await expect.poll(() => field.inputValue()).toBe('頭痛')
    expect(await press({ keyCode: 13 })).toBe(false)
    await expect.poll(() => textsOf(page)).toEqual(['頭痛'])
  })

  it('can be gone through by the keys, in the order of what is seen', async () => {
    const { page } = await fixture.openVisit(desktop)
    await send('Hello.')
    await messageOf(page, 'Hello.').waitFor()
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.getAttribute('aria-label') ?? (activeElement?.id || activeElement?.textContent)
      })
    const order: (string | null | undefined)[] = []
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab')
      order.push(await focused())
    }
    expect(order).toEqual(['Leave on this device', 'Messages', 'Add pictures or files', 'message', 'Send'])
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Choose from this device')
    await page.keyboard.press('Escape')
    await expect.poll(() => focused()).toBe('Add pictures or files')
    expect(await page.getByRole('button', { name: 'Choose from this device' }).isVisible()).toBe(false)
  })
})

import type { Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { openPage } from '../../support/browser/openPage.ts'
import {
  careThread,
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
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'
import { forEachVisit } from './forEachVisit.ts'
import { keptIn } from './inVisitPage.ts'

const picturesTo = process.env.PICTURES_TO

describeInChromium('the page of an invited patient', (browser) => {
  let fixture: VisitInBrowser
  let relay: StartedRelay
  let ada: NativeClient

  forEachVisit(browser, (opened) => {
    fixture = opened
    relay = fixture.relay
    ada = fixture.ada
  })

  const lineOf = (page: Page) => page.locator('header [role=status]').innerText()
  const watermarks = () => ada.payloads('watermarks').flatMap(({ items }) => items)

  async function takePicture(page: Page, name: string): Promise<void> {
    if (picturesTo !== undefined) await page.screenshot({ path: `${picturesTo}/${name}.png` })
  }

  it('opens by the link, takes the secret out of the address, and chats both ways', async () => {
    const { page, complaints } = await fixture.openVisit()
    expect(new URL(page.url()).hash).toBe('')
    await page.getByRole('heading', { name: 'Your visit with Dr Ada Okafor' }).waitFor()
    await write(page, 'Good morning, doctor.')
    await ada.until('the message is there', () => fixture.said().includes('Good morning, doctor.'))
    await ada.send('visit-1', 'Good morning, Maria. How are you?')
    await messageOf(page, 'How are you?').waitFor()
    await expect.poll(() => messageOf(page, 'How are you?').locator('.name').innerText()).toContain('Dr Ada Okafor')
    await expect.poll(() => page.getByTestId('spoken').innerText()).toContain('How are you?')
    expect(complaints).toEqual([])
  })

  it('is sent compressed as the browser asks, and is the same page', async () => {
    const { page } = await fixture.openVisit()
    const script = await page
      .locator('script[src]')
      .first()
      .evaluate((element: HTMLScriptElement) => element.src)
    const getAs = async (encoding: string) => {
      const answer = await fetch(script, { headers: { 'accept-encoding': encoding } })
      return { encoding: answer.headers.get('content-encoding'), text: await answer.text() }
    }
    const plain = await getAs('identity')
    expect(plain).toMatchObject({ encoding: null, text: expect.stringContaining('socket') })
    expect(await getAs('gzip, br')).toEqual({ ...plain, encoding: 'br' })
    expect(await getAs('gzip')).toEqual({ ...plain, encoding: 'gzip' })
  })

  it('shows a text as it was written, never as markup, in its own direction', async () => {
    const { page, complaints } = await fixture.openVisit()
    const markup = '<img src=x onerror="document.title=\'taken\'"><b>bold</b>'
    await ada.send('visit-1', markup)
    await ada.send('visit-1', 'صباح الخير')
    await expect.poll(() => textsOf(page)).toEqual([markup, 'صباح الخير'])
    expect(
      await messageOf(page, 'صباح')
        .locator('.text')
        .evaluate((text) => getComputedStyle(text).direction),
    ).toBe('rtl')
    await expect.poll(() => page.title()).toBe('Your visit with Dr Ada Okafor')
    expect(complaints).toEqual([])
  })

  it('tells who types, both ways, by name', async () => {
    const { page } = await fixture.openVisit()
    await ada.ask('typing:set', { sessionId: 'visit-1', thread: 'care', typing: true })
    await expect.poll(() => page.getByTestId('typing').innerText()).toBe('Dr Ada Okafor is typing')
    await ada.ask('typing:set', { sessionId: 'visit-1', thread: 'care', typing: false })
    await expect.poll(() => page.getByTestId('typing').innerText()).toBe('')
    await page.getByLabel('Write a message').pressSequentially('I ha')
    const typing = () => ada.payloads('typing').flatMap(({ items }) => items)
    await ada.until('typing is told', () => typing().some(({ name, typing: now }) => name === 'Maria Lindqvist' && now))
    await page.getByLabel('Write a message').fill('')
    await ada.until('its end is told', () => typing().some(({ userId, typing: now }) => userId === 'pat' && !now))
  })

  it('follows an own message from sent to delivered to read', async () => {
    const { page } = await fixture.openVisit()
    await write(page, 'It hurts here.')
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Sent')
    const seq = ada.entries.find(({ senderId, body }) => senderId === 'pat' && body.kind === 'message')?.seq ?? 0
    const mark = (readUpTo: number) =>
      ada.ask('watermark:advance', {
        marks: [{ sessionId: 'visit-1', thread: 'care', deliveredUpTo: seq, readUpTo }],
      })
    await mark(0)
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Delivered')
    await mark(seq)
    await expect.poll(() => statusOf(page, 'It hurts here.')).toBe('Read')
  })

  it('says that a message is delivered when it is kept, and read when it is in view', async () => {
    const { page } = await fixture.openVisit()
    const mark = (seq: number) =>
      watermarks().findLast(({ userId, thread }) => userId === 'pat' && thread === 'care' && seq > 0)
    const first = await ada.send('visit-1', 'Please drink some water.')
    const seq = first.success ? first.seq : 0
    await ada.until('it is read', () => mark(seq)?.readUpTo === seq && mark(seq)?.deliveredUpTo === seq)
    // Scrolled away from the end, what comes in is delivered but not read.
    for (let count = 0; count < 30; count += 1) await ada.send('visit-1', `Line ${count}\nand\nmore`)
    await messageOf(page, 'Line 29').waitFor()
    await page.getByRole('region', { name: 'Messages' }).evaluate((scroller) => scroller.scrollTo(0, 0))
    await messageOf(page, 'Please drink').waitFor()
    await expect
      .poll(() => page.getByRole('region', { name: 'Messages' }).evaluate((scroller) => scroller.scrollTop))
      .toBe(0)
    const last = await ada.send('visit-1', 'One more thing.')
    const lastSeq = last.success ? last.seq : 0
    await ada.until('it is delivered', () => mark(lastSeq)?.deliveredUpTo === lastSeq)
    expect(mark(lastSeq)?.readUpTo).toBeLessThan(lastSeq)
    await page.getByRole('button', { name: 'New messages' }).click()
    await ada.until('it is read', () => mark(lastSeq)?.readUpTo === lastSeq)
  })

  it('keeps what is written offline over a reload, and sends it once and in order', async () => {
    const { page, complaints } = await fixture.openVisit()
    await write(page, 'First')
    await expect.poll(() => statusOf(page, 'First')).toBe('Sent')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.context().setOffline(true)
    await relay.restart()
    await page.getByText('You are offline').waitFor()
    for (const text of ['Second', 'Third', 'Fourth']) await write(page, text)
    await expect.poll(() => statusOf(page, 'Fourth')).toBe('Waiting to be sent')
    await takePicture(page, 'offline')
    await page.reload()
    await expect.poll(() => textsOf(page)).toEqual(['First', 'Second', 'Third', 'Fourth'])
    await expect.poll(() => statusOf(page, 'Second')).toBe('Waiting to be sent')
    await expect.poll(() => lineOf(page)).toContain('3 messages wait to be sent')
    await page.context().setOffline(false)
    await isConnected(page)
    await expect.poll(() => statusOf(page, 'Fourth'), { timeout: longMs }).toBe('Sent')
    await expect.poll(() => textsOf(page)).toEqual(['First', 'Second', 'Third', 'Fourth'])
    const log = await relay.store().log.read({ ...careThread, limit: 200, from: { after: 0 } })
    const texts = log.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))
    expect(texts).toEqual(['First', 'Second', 'Third', 'Fourth'])
    expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  })

  it('says why a message is refused, and sends it again when the person asks', async () => {
    const everyDay = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, start: '00:00', end: '23:59' }))
    const farDay = everyDay.filter(({ dayOfWeek }) => dayOfWeek === (new Date().getUTCDay() + 3) % 7)
    const clinician = { name: 'Dr Ada Okafor', role: 'clinician', timeZone: 'UTC' } as const
    await relay.putUser('ada', { ...clinician, schedule: farDay })
    const { page } = await fixture.openVisit()
    await write(page, 'Is anyone there?')
    await expect.poll(() => statusOf(page, 'Is anyone there?')).toBe('Not sent')
    await messageOf(page, 'Is anyone there?').getByText('not available at this time').waitFor()
    await write(page, 'I will try later.')
    await expect.poll(() => statusOf(page, 'I will try later.')).toBe('Not sent')
    await takePicture(page, 'refused')
    expect(await axeViolations(page)).toEqual([])
    await messageOf(page, 'I will try later.').getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => messageOf(page, 'I will try later.').count()).toBe(0)
    await page.reload()
    await expect.poll(() => statusOf(page, 'Is anyone there?')).toBe('Not sent')
    await isConnected(page)
    await relay.putUser('ada', { ...clinician, schedule: everyDay })
    await until(
      'it is taken',
      async () => {
        await messageOf(page, 'Is anyone there?').getByRole('button', { name: 'Send again' }).click({ timeout: 2_000 })
        await page.waitForTimeout(200)
        return (await statusOf(page, 'Is anyone there?')) === 'Sent'
      },
      longMs,
    )
    expect(fixture.said()).toEqual(['Is anyone there?'])
  })

  it('does without WebSockets where a network lets none through', async () => {
    const context = await browser().newContext(phone)
    await context.routeWebSocket(/./, (socket) => socket.close())
    const page = await context.newPage()
    await page.goto(await fixture.invite())
    await isConnected(page)
    await write(page, 'By polling.')
    await expect.poll(() => statusOf(page, 'By polling.')).toBe('Sent')
    await ada.send('visit-1', 'It works.')
    await messageOf(page, 'It works.').waitFor()
  })

  it('explains a link that was opened too late', async () => {
    const clock = createFakeClock()
    const timed = await startRelay({ clock })
    onTestFinished(() => timed.stop())
    await timed.putSession('visit-1', { pat: 'patient', ada: 'clinician' })
    const link = await fixture.invite({ lifeMinutes: 5 }, timed)
    clock.advance(5 * 60_000)
    const { page } = await openPage(browser(), link, phone)
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor()
    await page.getByText('ask for a new link').waitFor()
  })

  it('pages back through what was said before', async () => {
    for (let count = 1; count <= 150; count += 1) await ada.send('visit-1', `Message ${count}.`)
    const { page } = await fixture.openVisit(desktop)
    await messageOf(page, 'Message 150.').waitFor()
    const countShown = () => page.locator('[data-message]').count()
    expect(await countShown()).toBeLessThan(100)
    for (let shown = await countShown(); shown < 150; shown = await countShown()) {
      await page.getByRole('button', { name: 'Show earlier messages' }).click()
      await expect.poll(countShown).toBeGreaterThan(shown)
    }
    const expected = Array.from({ length: 150 }, (_, index) => `Message ${index + 1}.`)
    await expect.poll(() => textsOf(page)).toEqual(expected)
    await page.getByText('This is the beginning of your visit.').waitFor()
    expect(await page.getByRole('button', { name: 'Show earlier messages' }).isVisible()).toBe(false)
  })

  it('comes back by itself after a reload, and by the same link in the same browser', async () => {
    const link = await fixture.invite()
    const { page } = await openPage(browser(), link, phone)
    await isConnected(page)
    await write(page, 'Here I am.')
    await expect.poll(() => statusOf(page, 'Here I am.')).toBe('Sent')
    await page.reload()
    await isConnected(page)
    await expect.poll(() => textsOf(page)).toEqual(['Here I am.'])
    const again = await page.context().newPage()
    await again.goto(link)
    await isConnected(again)
    await expect.poll(() => textsOf(again)).toEqual(['Here I am.'])
  })

  it('explains a link that was used elsewhere, is forged, cut or missing', async () => {
    const link = await fixture.invite()
    const { page } = await openPage(browser(), link, phone)
    await isConnected(page)
    const endOf = async (address: string, picture?: string) => {
      const opened = await openPage(browser(), address, phone)
      await opened.page.locator('[data-end]').waitFor()
      if (picture !== undefined) await takePicture(opened.page, picture)
      return opened.page.locator('[data-end] h1').innerText()
    }
    expect(await endOf(link, 'used')).toBe('This link was already opened')
    const forged = `${link.slice(0, -6)}AAAAAA`
    expect(await endOf(forged)).toBe('This link does not work')
    expect(await endOf(link.replace(/#.*/, '#nothing'))).toBe('This link does not work')
    expect(await endOf(link.replace(/#.*/, ''))).toBe('No visit is open here')
  })

  it('says that the visit has ended, keeps it readable, and lets no one in any more', async () => {
    const unused = await fixture.invite()
    const { page, complaints } = await fixture.openVisit()
    await write(page, 'Thank you.')
    await expect.poll(() => statusOf(page, 'Thank you.')).toBe('Sent')
    await relay.putSession('visit-1', {
      kind: 'visit',
      active: false,
      participants: [
        { userId: 'pat', role: 'patient' },
        { userId: 'ada', role: 'clinician' },
      ],
    })
    await page.getByText('The visit has ended. You can still read it').waitFor()
    await page.getByText('The visit was ended').waitFor()
    expect(await page.getByLabel('Write a message').count()).toBe(0)
    await expect.poll(() => textsOf(page)).toEqual(['Thank you.'])
    await takePicture(page, 'ended')
    await until(
      'nothing is kept of it',
      async () => (await page.evaluate(keptIn, ['entries', 'outgoing', 'files'])).count === 0,
    )
    await page.reload()
    await page.getByRole('heading', { name: 'This visit has ended' }).waitFor()
    const other = await openPage(browser(), unused, phone)
    await other.page.getByRole('heading', { name: 'This visit has ended' }).waitFor()
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
  })

  it('is told apart from every other session of the same patient', async () => {
    await relay.putSession('visit-2', { pat: 'patient', ada: 'clinician' })
    const { page } = await fixture.openVisit()
    await ada.send('visit-2', 'This is of another visit.')
    await ada.send('visit-1', 'This is of this visit.')
    await messageOf(page, 'This is of this visit.').waitFor()
    expect(await page.getByText('This is of another visit.').count()).toBe(0)
  })

  const sizes = { phone, desktop }
  for (const [size, options] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'] as const)
      it(`has no serious fault for anyone at the size of a ${size} in ${colorScheme}`, async () => {
        const { page, complaints } = await fixture.openVisit({ ...options, colorScheme, bypassCSP: false })
        await ada.send('visit-1', 'Good afternoon, Maria. I am Dr Okafor. What brings you here today?')
        await write(page, 'Good afternoon doctor. I have had a headache and dizziness for three days.')
        await ada.send('visit-1', 'Did anything change in your medicines this week?')
        await write(page, 'Yes, the new blood pressure tablet, since Monday.')
        await ada.ask('typing:set', { sessionId: 'visit-1', thread: 'care', typing: true })
        await page.getByText('is typing').waitFor()
        await expect.poll(() => statusOf(page, 'since Monday')).toBe('Sent')
        await takePicture(page, `${size}-${colorScheme}`)
        expect(await axeViolations(page)).toEqual([])
        expect(await overhang(page)).toBe(0)
        const { width = 0, height = 0 } =
          (await page.getByRole('button', { name: 'Send', exact: true }).boundingBox()) ?? {}
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
        expect(complaints).toEqual([])
        const ended = await openPage(browser(), `${relay.url}/visit/`, { ...options, colorScheme })
        await ended.page.locator('[data-end]').waitFor()
        expect(await axeViolations(ended.page)).toEqual([])
      })
})

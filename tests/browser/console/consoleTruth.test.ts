import { expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openTab,
  panelOf,
  patients,
  rowOf,
  textsOnScreen,
  write,
} from '../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../support/console/relayWithConsole.ts'
import { httpUser } from '../../support/relay/uploadFile.ts'
import { openFaultyLink } from '../../support/servers/faultyLink.ts'
import { until } from '../../support/time/until.ts'
import { forEachConsole } from './forEachConsole.ts'

const longMs = 60_000
const picturesTo = process.env.PICTURES_TO

describeInChromium('what the screen says that it knows, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  it('says that another program answers in the place of the console, shows it nothing, and comes back to its own', async () => {
    const { page } = await fixture.openSignedIn()
    await fixture.host.kill()
    const frames: string[] = []
    const stranger = new WebSocketServer({ host: '127.0.0.1', port: fixture.hostPort })
    stranger.on('connection', (socket) =>
      socket.on('message', (data) => {
        frames.push(String(data))
        socket.send('{"challenge":{"nonce":"n","proof":"p"}}')
      }),
    )
    await page.getByText('Another program answers in the place of your console').waitFor()
    for (const socket of stranger.clients) socket.terminate()
    await new Promise((resolve) => stranger.close(resolve))
    for (const frame of frames) expect(Object.keys(JSON.parse(frame))).toEqual(['id', 'nonce'])
    await fixture.host.start()
    await page.getByText('Another program answers').waitFor({ state: 'detached' })
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain('Live')
  })

  it('says at once that the console has stopped, moves nothing, claims nothing, and takes it back on return', async () => {
    const { page, complaints } = await fixture.openSignedIn()
    await fixture.sendAsPatient(0, 'The rash has spread.')
    await openTab(page, 'Ann Aare')
    await page.mouse.move(700, 300)
    const strip = page.getByLabel('Connection')
    await expect.poll(() => strip.innerText(), { timeout: longMs }).toContain('Live')
    await expect.poll(() => page.locator('[data-level="calm"]').count()).toBeGreaterThan(0)
    const places = () =>
      page
        .locator('[data-session], [data-tab], [role="log"], textarea')
        .evaluateAll((elements) => elements.map((element) => JSON.stringify(element.getBoundingClientRect())))
    const before = await places()
    await fixture.host.kill()
    await page.getByText('Console stopped: nothing is received or sent.').waitFor()
    expect(await places()).toEqual(before)
    await expect.poll(() => strip.innerText()).toContain('Console stopped')
    expect(await strip.innerText()).not.toContain('Live')
    await expect.poll(() => page.locator('[data-level="unknown"]').count()).toBeGreaterThan(0)
    await openTab(page, 'Bea Berg')
    await panelOf(page, 'Bea Berg').getByText('Not loaded: the console has stopped.').waitFor()
    expect(await page.getByText('No notes.').count()).toBe(0)
    await panelOf(page, 'Bea Berg').getByText('kept in this window').waitFor()

    await fixture.host.start()
    await expect.poll(() => strip.innerText(), { timeout: longMs }).toContain('Live')
    expect(await page.getByText('Console stopped').count()).toBe(0)
    await panelOf(page, 'Bea Berg').getByRole('log').waitFor()
    expect(complaints).toEqual([])
  })

  it('says whether who is not there can read by the link that they were given', async () => {
    const { page } = await fixture.openSignedIn()
    const token = await fixture.mint({ userId: clinicianId, name: 'Clinician', role: 'clinician' })
    const links = (method: 'POST' | 'DELETE') =>
      fetch(`${fixture.relayUrl}/api/sessions/${fixture.sessionAt(0)}/invitations`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
    await openTab(page, 'Ann Aare')
    await links('POST')
    const said = panelOf(page, 'Ann Aare').locator('[data-reach]')
    expect(await said.count()).toBe(0)
    fixture.closeWitness()
    await said.getByText('Witness has not opened the link yet').waitFor({ timeout: longMs })

    const put = (active: boolean) =>
      fixture.admin.putSession(fixture.sessionAt(0), {
        kind: 'chat',
        active,
        participants: [
          { userId: clinicianId, role: 'clinician' },
          { userId: witnessId, role: 'patient' },
        ],
      })
    await put(false)
    await expect.poll(() => said.count(), { timeout: longMs }).toBe(0)
    await links('DELETE')
    await put(true)
    await said.getByText('The link of Witness was taken back').waitFor({ timeout: longMs })
    fixture.openWitness()
    await expect.poll(() => said.count(), { timeout: longMs }).toBe(0)
  })

  it('sends what was entered while its host was dead when that is back, each once and in order', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await fixture.host.kill()
    await page.getByText('Console stopped: nothing').waitFor()
    await write(page, 'Ann Aare', 'Take 2 mg.')
    await write(page, 'Ann Aare', 'Call me at 4.')
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('2 unsent')
    await expect.poll(() => textsOnScreen(page, 'Ann Aare')).toEqual(['Take 2 mg.', 'Call me at 4.'])
    await openTab(page, 'Bea Berg')
    await panelOf(page, 'Bea Berg').getByText('Not loaded: the console has stopped.').waitFor()
    await write(page, 'Bea Berg', 'Please come by.')
    await panelOf(page, 'Bea Berg')
      .getByText('Earlier messages could not be fetched. The console has stopped.')
      .waitFor()
    await expect.poll(() => textsOnScreen(page, 'Bea Berg')).toEqual(['Please come by.'])
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('3 unsent')
    if (picturesTo !== undefined) await page.screenshot({ path: `${picturesTo}/unsent-not-loaded.png` })
    await openTab(page, 'Ann Aare')
    await fixture.host.start()
    await until('both have arrived', () => fixture.textsAtWitness(0).length === 2, longMs)
    expect(fixture.textsAtWitness(0)).toEqual(['Take 2 mg.', 'Call me at 4.'])
    await expect.poll(() => page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('0 unsent')
    expect(await panelOf(page, 'Ann Aare').getByRole('alert').count()).toBe(0)
    await until('the third has arrived', () => fixture.textsAtWitness(1).length === 1, longMs)
    expect(fixture.textsAtWitness(1)).toEqual(['Please come by.'])
  })

  it('says within moments of the second missed beat that the relay does not answer, in the line at the bottom and where one writes', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    const strip = page.getByLabel('Connection')
    await expect.poll(() => strip.innerText(), { timeout: longMs }).toContain('Live')
    fixture.relay.pause()
    try {
      await expect.poll(() => strip.innerText(), { timeout: 20_000 }).toContain('The relay does not answer')
      await expect.poll(() => strip.innerText()).toMatch(/no answer for (1[2-9]|[2-9]\d) s/)
      expect(await strip.innerText()).not.toContain('Live')
      await panelOf(page, 'Ann Aare')
        .getByText(/No answer for \d+ s: kept here, sent later/)
        .waitFor()
    } finally {
      fixture.relay.resume()
    }
    await expect.poll(() => strip.innerText(), { timeout: longMs }).toContain('Live')
    await rowOf(page, 'Ann Aare').waitFor()
    expect(await panelOf(page, 'Ann Aare').getByText('kept here, sent later').count()).toBe(0)
  })

  it('claims nothing while the relay is silent: not that it is live, that nobody waits, or that nothing was written', async () => {
    const { page } = await fixture.openSignedIn()
    const strip = page.getByLabel('Connection')
    await page.getByText('Nobody waits for a reply.').waitFor({ timeout: longMs })
    await page.getByRole('button', { name: 'Owed' }).click()
    await expect.poll(() => page.getByText('Nobody waits for a reply.').count()).toBe(2)
    fixture.relay.pause()
    try {
      await expect.poll(() => strip.innerText(), { timeout: 20_000 }).toContain('The relay does not answer')
      await expect.poll(() => page.getByText('Not known: nothing is heard of the relay.').count()).toBe(2)
      await page.getByRole('button', { name: 'All' }).click()
      await openTab(page, 'Bea Berg')
      await panelOf(page, 'Bea Berg').getByRole('log').waitFor()
      const said = await page.locator('body').innerText()
      for (const claim of ['Live', 'No notes.', 'No messages yet.', 'Nobody waits']) expect(said).not.toContain(claim)
      await page.keyboard.press('Alt+s')
      await panelOf(page, 'Bea Berg').getByText('Not known: nothing is heard of the relay.').waitFor()
      expect(await page.getByText('No notes').count()).toBe(0)
    } finally {
      fixture.relay.resume()
    }
    await expect.poll(() => strip.innerText(), { timeout: longMs }).toContain('Live')
    await page.getByText('No notes.', { exact: true }).waitFor()
  })

  it('claims nothing at a first sign-in over a slow line until everything is there: no totals, nobody free of waiting', async () => {
    const relayPort = Number(new URL(fixture.relayUrl).port)
    const line = await openFaultyLink(relayPort)
    onTestFinished(line.close)
    for (const index of patients.keys()) await fixture.sendAsPatient(index, 'Is anybody there?')
    const { page } = await fixture.openConsole()
    await page.getByLabel('Relay address').waitFor()
    await page.evaluate(() => {
      const said = new Set<string>()
      Reflect.set(globalThis, 'said', said)
      const look = () => {
        for (const text of document.body.innerText.split('\n')) said.add(text.trim())
        requestAnimationFrame(look)
      }
      look()
    })
    line.setUp({ kind: 'delay', byMs: 400 })
    line.setDown({ kind: 'delay', byMs: 400 })
    await fixture.signIn(page, fixture.password, line.url)
    const all = `${patients.length} owed a reply`
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain(all)
    await page.getByText('Has waited longest').waitFor()
    const said = await page.evaluate((): string[] => [...Reflect.get(globalThis, 'said')])
    expect(said).toContain('Fetching your sessions')
    for (const claim of ['You have no sessions.', 'There are no sessions.', 'Nobody waits for a reply.']) {
      expect(said).not.toContain(claim)
    }
    const totals = said.flatMap((text) => text.match(/\d+ (owed a reply|sessions?)/g) ?? [])
    expect(new Set(totals)).toEqual(new Set([all, `${patients.length} sessions`]))
  })

  it('names as what somebody writes, so that nobody takes support for the clinician', async () => {
    const sueId = userIdSchema.parse('sue')
    await fixture.admin.putUser(sueId, { name: 'Sue Sato', role: 'support' })
    await fixture.admin.putSession(fixture.sessionAt(0), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
        { userId: sueId, role: 'support' },
      ],
    })
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await fixture.sendAsPatient(0, 'It hurts.')
    const tokenFor = (userId: string) => fixture.mint({ userId, name: 'Sue Sato', role: 'support' })
    const sue = await httpUser({ url: fixture.relayUrl, tokenFor }, sueId, 'support')
    const posted = await sue.postJson(`/api/sessions/${fixture.sessionAt(0)}/messages`, { text: 'Can I help?' })
    expect(posted.ok).toBe(true)
    await panelOf(page, 'Ann Aare').getByText('Can I help?', { exact: true }).waitFor()
    const writers = panelOf(page, 'Ann Aare').getByTestId('writer')
    await expect.poll(() => writers.allInnerTexts()).toEqual(['Witness, writes for Ann Aare,', 'Sue Sato, support,'])
    if (picturesTo === undefined) return
    await write(page, 'Ann Aare', 'Since when does it hurt?')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${picturesTo}/writers-${colorScheme}.png` })
    }
  })
})

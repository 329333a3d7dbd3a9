import type { Page } from 'playwright'
import { afterEach, expect, it, onTestFinished } from 'vitest'
import { en } from '../../../src/renderer/strings/en.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
  write,
} from '../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../support/console/relayWithConsole.ts'
import { httpUser, onePixelPng } from '../../support/relay/uploadFile.ts'
import { mountSmallDisk, whyNoSmallDisk } from '../../support/servers/smallDisk.ts'

const longMs = 60_000

const noDisk = whyNoSmallDisk()

describeInChromium('the list of sessions in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  afterEach(() => fixture?.close())

  /** Returns the texts of the group under a heading, row by row. */
  const group = (page: Page, heading: string) =>
    page.locator('section', { has: page.getByRole('heading', { name: heading }) }).locator('[data-session]')
  /** A session with the clinician as it stands after the changes. */
  const putSession = (id: string, changes: object) =>
    fixture.admin.putSession(sessionIdSchema.parse(id), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      ...changes,
    })
  const bea = { name: 'Bea Berg', birthDate: '1964-03-11', sex: 'female', mrn: '4821-01' } as const

  /** Presses where the pointer rests, at once and three times within 180 ms, and gives the session that each has opened. */
  async function pressWhereItRests(page: Page, comes: () => Promise<void>): Promise<(string | null)[]> {
    const places = () =>
      page.locator('[data-session]').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))
    const before = await places()
    await rowOf(page, 'Eli Eng').hover()
    await comes()
    const opened: (string | null)[] = []
    for (const pauseMs of [0, 60, 60, 60]) {
      await page.waitForTimeout(pauseMs)
      await page.mouse.down()
      await page.mouse.up()
      opened.push(await page.locator('[data-session][data-active=true]').getAttribute('data-session'))
    }
    expect(await places()).toEqual(before)
    return opened
  }

  it.each([1280, 1024])(
    'opens the row under the pointer while the line on the sign-in comes (%i px)',
    async (width) => {
      fixture = await openConsoleInBrowser(browser())
      const { page } = await fixture.openSignedIn({ viewport: { width, height: 800 } })
      const opened = await pressWhereItRests(page, async () => {
        await fixture.admin.putUser(clinicianId, { name: 'Clinician', role: 'clinician', password: 'another password' })
        await page.locator('[data-kind=expired]').waitFor({ timeout: longMs })
      })
      expect(opened).toEqual(Array(4).fill(fixture.sessionAt(4)))
    },
  )

  it.skipIf(noDisk)('opens the row under the pointer while the line on a full disk comes', async () => {
    const disk = mountSmallDisk(64 * 1024)
    onTestFinished(disk.unmount)
    fixture = await openConsoleInBrowser(browser(), { consoleDir: disk.directory })
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(4, 'first')
    await rowOf(page, 'Eli Eng').getByText('first').waitFor()
    const opened = await pressWhereItRests(page, async () => {
      disk.fill()
      await fixture.sendAsPatient(4, 'x'.repeat(16_000))
      await page.locator('[data-kind=trouble]').waitFor({ timeout: longMs })
    })
    disk.free()
    expect(opened).toEqual(Array(4).fill(fixture.sessionAt(4)))
  })

  it('shows words and never a key of the catalogue, also where sex, birth and record are not known', async () => {
    fixture = await openConsoleInBrowser(browser())
    await putSession('no-record', {})
    await putSession('no-sex', { patient: { ...bea, name: 'Rowan Rye', sex: 'unknown', mrn: '77' } })
    await putSession('other-sex', { patient: { ...bea, name: 'Bea Berg', sex: 'other', mrn: '78' } })
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(0, 'It hurts.')
    const seen: string[] = []
    const look = async () => seen.push(...(await wordsOn(page)))
    for (const id of ['no-record', 'no-sex', 'other-sex', fixture.sessionAt(0)]) {
      await page.locator(`[data-session="${id}"]`).click()
      await page.locator(`[data-session="${id}"][data-active=true]`).waitFor()
      await look()
      await page.keyboard.press('Alt+s')
      await look()
      await page.keyboard.press('Alt+c')
    }
    for (const key of ['Control+k', 'Alt+u']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      await look()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await page.getByTitle(en.account.menu).click()
    await look()
    expect(seen).toContain('Rowan Rye')
    const keys = keysOf(en)
    expect(seen.filter((text) => keys.some((key) => text.includes(key)))).toEqual([])
  })

  it('counts down the end of a session, and shows on top what ended without an answer until it is answered', async () => {
    fixture = await openConsoleInBrowser(browser())
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(1, 'Is it the medicine?')
    await group(page, en.sessions.group.owed).filter({ hasText: 'Bea Berg' }).waitFor()
    await openTab(page, 'Bea Berg')
    // The order is held while the pointer is on the list.
    await page.mouse.move(700, 300)
    await putSession(fixture.sessionAt(1), { patient: bea, expiresAt: Date.now() + 4.5 * 60_000 })
    await page.locator('[data-tab]').getByText('5 min left').waitFor()
    await panelOf(page, 'Bea Berg').getByText('Ends in 5 min').waitFor()
    await putSession(fixture.sessionAt(1), { patient: bea, expiresAt: Date.now() + 2_000 })
    const heading = page.locator('section').getByRole('heading').first()
    await expect.poll(() => heading.innerText(), { timeout: longMs }).toMatch(/Ended without an answer/i)
    expect(await group(page, en.sessions.group.endedUnanswered).allInnerTexts()).toEqual([
      expect.stringContaining('Bea Berg'),
    ])
    await page.locator('[data-tab]').getByText('ended').waitFor()
    await panelOf(page, 'Bea Berg').getByText(en.sessions.group.endedUnanswered).waitFor()
    await putSession(fixture.sessionAt(1), { patient: bea, active: true, expiresAt: Date.now() + 3_600_000 })
    await write(page, 'Bea Berg', 'Yes. Stop taking it.')
    await page.mouse.move(700, 300)
    await expect
      .poll(() => group(page, en.sessions.group.waitingOnPatient).allInnerTexts(), { timeout: longMs })
      .toEqual(expect.arrayContaining([expect.stringContaining('Bea Berg')]))
    expect(await page.getByText(en.sessions.group.endedUnanswered).count()).toBe(0)
  })

  it('counts an answer as given when the relay has it, and until then keeps the clock of the patient who waits', async () => {
    fixture = await openConsoleInBrowser(browser())
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(2, 'The rash has spread.')
    await group(page, en.sessions.group.owed).filter({ hasText: 'Cem Can' }).waitFor()
    await openTab(page, 'Cem Can')
    await fixture.relay.kill()
    await write(page, 'Cem Can', 'Please send a picture.')
    await page.mouse.move(700, 300)
    const written = group(page, en.sessions.group.writtenNotSent)
    await written.filter({ hasText: 'Cem Can' }).waitFor({ timeout: longMs })
    await expect.poll(() => written.filter({ hasText: 'Cem Can' }).innerText()).toMatch(/\d+:\d\d/)
    await page.locator('[data-tab]').getByText('unsent').waitFor()
    await fixture.relay.start()
    await expect.poll(() => written.count(), { timeout: longMs }).toBe(0)
  })

  it('says of a message that has only a picture that it is one, in list, bubble and quote', async () => {
    fixture = await openConsoleInBrowser(browser())
    const { page } = await fixture.openSignedIn()
    const relay = {
      url: fixture.relayUrl,
      tokenFor: (userId: string) => fixture.mint({ userId, name: 'Witness', role: 'patient' }),
    }
    const witness = await httpUser(relay, witnessId, 'patient')
    const { id } = await witness.upload(fixture.sessionAt(3), onePixelPng, { name: 'rash.png' })
    const posted = await witness.postJson(`/api/sessions/${fixture.sessionAt(3)}/messages`, {
      text: '',
      type: 'image',
      attachments: [id],
    })
    expect(posted.ok).toBe(true)
    await rowOf(page, 'Dua Diop').getByText('Picture: rash.png').waitFor()
    await openTab(page, 'Dua Diop')
    const bubble = panelOf(page, 'Dua Diop').getByRole('article')
    await bubble.getByText('Picture: rash.png').waitFor()
    await bubble.hover()
    await bubble.getByRole('button', { name: 'Reply to Witness' }).click()
    await panelOf(page, 'Dua Diop').locator('form').getByText('Picture: rash.png').waitFor()
    await write(page, 'Dua Diop', 'Thank you.')
    await panelOf(page, 'Dua Diop').locator('article[data-own=true]').getByText('Picture: rash.png').waitFor()
  })
})

/** Every key of the catalogue that has a dot in it. */
function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object'
      ? keysOf(value, `${prefix}${name}.`)
      : prefix === ''
        ? []
        : [`${prefix}${name}`.replace(/_(zero|one|other)$/, '')],
  )
}

/** Every text on a page, and what is said of its elements to those who do not see them. */
function wordsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said = [...document.querySelectorAll('*')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    )
    return [...document.body.innerText.split('\n'), ...said].filter((text) => text.trim() !== '')
  })
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { asPayloads, connectDialect, tokenWith } from '../../support/dialects/dialectClient.ts'
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
import { type HttpUser, httpUser, sha256Of } from '../../support/relay/uploadFile.ts'
import { until } from '../../support/time/until.ts'
import { forEachVisit } from './forEachVisit.ts'
import { pasteAndDrop } from './inVisitPage.ts'
import { breakAfter, countWaiting, messagesOf, png, rash, takePicture, uploadsOf } from './visitFiles.ts'

const pdf = Buffer.from('%PDF-1.4 a report')
const recording = Buffer.concat([
  Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'),
  Buffer.alloc(64),
])

describeInChromium('pictures and files on the page of an invited patient', (browser) => {
  let fixture: VisitInBrowser
  let relay: StartedRelay
  let ada: NativeClient
  let adaHttp: HttpUser

  forEachVisit(browser, async (opened) => {
    fixture = opened
    relay = fixture.relay
    ada = fixture.ada
    adaHttp = await httpUser(relay, 'ada', 'clinician')
  })

  const chosenNames = (page: Page) => page.locator('[data-chosen] .file-name').allInnerTexts()
  async function sendFrom(user: HttpUser, files: readonly (readonly [string, Buffer])[], text: string) {
    const attachments: string[] = []
    for (const [name, content] of files) attachments.push((await user.upload('visit-1', content, { name })).id)
    await ada.ask('message:send', { ...careThread, id: newEntryId(), text, attachments })
  }

  it('sends a picture with words, whole, to a native client and to one of another system, and shows theirs', async () => {
    await relay.putUser('hal', { name: 'Hal Reyes', role: 'clinician' })
    await relay.putSession('visit-1', {
      kind: 'visit',
      participants: [
        { userId: 'pat', role: 'patient' },
        { userId: 'ada', role: 'clinician' },
        { userId: 'hal', role: 'clinician' },
      ],
    })
    const hal = await connectDialect({
      url: relay.url,
      auth: { token: await tokenWith({ sub: 'hal', role: 'provider', name: 'Hal Reyes' }) },
    })
    onTestFinished(() => hal.close())
    await hal.waitFor('connected')
    expect(await hal.ask('room:join', { roomId: 'visit:visit-1', roomType: 'visit' })).toMatchObject({ success: true })
    const { page, complaints } = await fixture.openVisit(phone)
    await chooseFiles(page, [png('arm.png', rash)])
    await expect.poll(() => chosenNames(page)).toEqual(['arm.png'])
    await write(page, 'It is on my arm.')
    await expect.poll(() => statusOf(page, 'It is on my arm.')).toBe('Sent')
    const [sent] = await messagesOf(relay)
    const { id = '', ...attachment } = sent?.attachments[0] ?? {}
    expect(attachment).toEqual({ name: 'arm.png', mediaType: 'image/png', bytes: rash.length, sha256: sha256Of(rash) })
    const native = ada.entries.find(({ senderId, body }) => senderId === 'pat' && body.kind === 'message')
    expect(native?.body).toMatchObject({ type: 'image', attachments: [{ id }] })
    const received = await hal.waitFor('message:new', ({ message }) => message === 'It is on my arm.')
    expect(asPayloads(received.attachments)).toEqual([{ id, ...attachment }])
    const halHttp = await httpUser(relay, 'hal', 'clinician')
    const content = await halHttp.fetch(`/api/attachments/${id}`)
    expect(sha256Of(Buffer.from(await content.arrayBuffer()))).toBe(sha256Of(rash))
    const { id: theirs } = await halHttp.upload('visit-1', pngOf(8, 6), { name: 'compare.png' })
    await hal.ask('message:send', { visitId: 'visit-1', message: 'Like this?', attachments: [theirs], type: 'image' })
    await messageOf(page, 'Like this?').getByRole('button', { name: 'Open picture compare.png' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('goes on after a reload where the line broke in mid-upload, and sends the picture once', async () => {
    const { page } = await fixture.openVisit(desktop)
    const asked = uploadsOf(page)
    const mend = await breakAfter(page, 1)
    await chooseFiles(page, [png('arm.png', rash)])
    await write(page, 'My arm')
    await until(
      'a part is there and the next one is not',
      () => asked.filter((one) => one.startsWith('PATCH')).length >= 2,
    )
    // Words do not wait for pictures.
    await write(page, 'It hurts.')
    await expect.poll(() => statusOf(page, 'It hurts.')).toBe('Sent')
    await expect.poll(() => statusOf(page, 'My arm')).toBe('Sending…')
    await relay.restart()
    asked.length = 0
    await page.reload()
    await messageOf(page, 'My arm').getByRole('button', { name: 'Open picture arm.png' }).waitFor()
    mend()
    await expect.poll(() => statusOf(page, 'My arm'), { timeout: longMs }).toBe('Sent')
    // Asked for, and gone on with, and not begun again.
    expect(asked).toContain('HEAD')
    expect(asked.filter((one) => one.startsWith('POST') || one === 'PATCH 0')).toEqual([])
    await expect.poll(() => textsOf(page)).toEqual(['It hurts.', 'My arm'])
    expect(await messagesOf(relay)).toMatchObject([
      { text: 'It hurts.' },
      { text: 'My arm', attachments: [{ sha256: sha256Of(rash) }] },
    ])
    await until('nothing is left to be sent', async () => (await countWaiting(page)) === 0)
  })

  it('uploads and sends a picture once from two tabs of the same visit', async () => {
    const { page } = await fixture.openVisit(desktop)
    let isBroken = true
    let begun = 0
    await page.context().route('**/api/sessions/*/attachments', (route) => {
      if (isBroken) return route.abort('connectionreset')
      begun += 1
      return route.fallback()
    })
    await chooseFiles(page, [png('arm.png', rash)])
    await write(page, 'My arm')
    const opening = page.context().waitForEvent('page')
    // As a tab that is duplicated, it knows what this one knows.
    await page.evaluate(() => void open(location.href))
    const other = await opening
    await isConnected(other)
    await messageOf(other, 'My arm').waitFor()
    isBroken = false
    const tabs = [page, other]
    await Promise.all(tabs.map((tab) => tab.evaluate(() => dispatchEvent(new Event('online')))))
    for (const tab of tabs) await expect.poll(() => statusOf(tab, 'My arm'), { timeout: longMs }).toBe('Sent')
    for (const tab of tabs) await expect.poll(() => textsOf(tab)).toEqual(['My arm'])
    expect(begun).toBe(1)
    await expect.poll(() => messagesOf(relay)).toMatchObject([{ text: 'My arm' }])
  })

  it('keeps what was chosen over a reload, and sends a picture without words', async () => {
    const { page } = await fixture.openVisit(phone)
    await chooseFiles(page, [png('one.png', pngOf(4, 4)), png('two.png', pngOf(5, 5))])
    await expect.poll(() => chosenNames(page)).toEqual(['one.png', 'two.png'])
    await page.getByRole('button', { name: 'Remove one.png' }).click()
    await page.reload()
    await isConnected(page)
    await expect.poll(() => chosenNames(page)).toEqual(['two.png'])
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.locator('[data-message] [data-status="sent"]').waitFor()
    expect(await chosenNames(page)).toEqual([])
    await expect.poll(() => messagesOf(relay)).toMatchObject([{ text: '', attachments: [{ name: 'two.png' }] }])
  })

  it('says before anything is sent what cannot be, and what to do', async () => {
    const { page } = await fixture.openVisit(phone)
    const asked = uploadsOf(page)
    const folder = await mkdtemp(join(tmpdir(), 'rounds-files-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const files: readonly (readonly [string, Buffer])[] = [
      ['letter.png', Buffer.from('not a picture at all')],
      ['huge.png', Buffer.concat([pngOf(1, 1), Buffer.alloc(25 * 1024 * 1024)])],
      ['empty.png', Buffer.alloc(0)],
      ...Array.from({ length: 11 }, (_, index) => [`${index + 1}.png`, pngOf(2, index + 1)] as const),
    ]
    for (const [name, content] of files) await writeFile(join(folder, name), content)
    await chooseFiles(
      page,
      files.map(([name]) => join(folder, name)),
    )
    const problems = page.locator('.composer [role=alert] p')
    await expect
      .poll(() => problems.allInnerTexts())
      .toEqual([
        'letter.png is not of a kind that can be sent. Send a JPEG, PNG, WebP, GIF or HEIC picture, or a PDF.',
        'huge.png is larger than 25 MB. Choose a smaller one, or take the photo with a lower resolution.',
        'empty.png is empty. Choose another file.',
        '11.png was not added: a message carries at most 10. Send these first, then add the rest.',
      ])
    expect(await chosenNames(page)).toHaveLength(10)
    expect(asked).toEqual([])
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.locator('[data-message] [data-status="sent"]').waitFor({ timeout: longMs })
    expect(await problems.count()).toBe(0)
    expect((await messagesOf(relay))[0]?.attachments).toHaveLength(10)
  })

  it('leaves whoever stands on a button of a message there when the message changes', async () => {
    const { page } = await fixture.openVisit(desktop)
    await breakAfter(page, 1)
    await chooseFiles(page, [png('arm.png', rash)])
    await write(page, 'My arm')
    const cancel = messageOf(page, 'My arm').getByRole('button', { name: 'Cancel' })
    await cancel.focus()
    await page.context().setOffline(true)
    await relay.restart()
    await expect.poll(() => statusOf(page, 'My arm'), { timeout: longMs }).toBe('Waiting to be sent')
    await expect.poll(() => cancel.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('takes pictures that are pasted and dropped, and leaves text alone', async () => {
    const { page } = await fixture.openVisit(desktop)
    await page.evaluate(pasteAndDrop, [...pngOf(3, 3)])
    await expect.poll(() => chosenNames(page)).toEqual(['pasted.png', 'dropped.png'])
  })

  it('opens a picture larger by the keys, and Escape goes back to where one was', async () => {
    const { page, complaints } = await fixture.openVisit(desktop)
    await sendFrom(adaHttp, [['scan.png', rash]], 'See this.')
    const open = page.getByRole('button', { name: 'Open picture scan.png' })
    await open.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'scan.png' })
    const large = dialog.getByRole('img', { name: 'Picture: scan.png' })
    await large.waitFor()
    await expect
      .poll(() => large.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
      .toBe(700)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => open.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('offers papers to be saved and recordings to be played and saved', async () => {
    const { page, complaints } = await fixture.openVisit(phone)
    await sendFrom(
      adaHttp,
      [
        ['letter.txt', Buffer.from('Take it with food.')],
        ['note.wav', recording],
      ],
      'For you.',
    )
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save letter.txt' }).click()
    expect((await saved).suggestedFilename()).toBe('letter.txt')
    await page.getByRole('button', { name: 'Play note.wav' }).click()
    await page.locator('audio[src^="blob:"]').waitFor()
    await page.getByRole('button', { name: 'Save note.wav' }).waitFor()
    expect(complaints.filter((text) => !text.includes('play()'))).toEqual([])
  })

  it('says that a picture could not be loaded, and loads it when asked again', async () => {
    const { page } = await fixture.openVisit(phone)
    let isBroken = true
    await page.route('**/api/attachments/*', (route) => (isBroken ? route.abort() : route.fallback()))
    await sendFrom(adaHttp, [['scan.png', rash]], 'See this.')
    await messageOf(page, 'See this.').getByText('could not be loaded').waitFor()
    isBroken = false
    await page.getByRole('button', { name: 'Load again' }).click()
    await page.getByRole('button', { name: 'Open picture scan.png' }).waitFor()
  })

  const sizes = { phone, desktop }
  for (const [size, options] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'] as const)
      it(`has no serious fault with files at the size of a ${size} in ${colorScheme}`, async () => {
        const { page } = await fixture.openVisit({ ...options, colorScheme })
        await sendFrom(
          adaHttp,
          [
            ['scan.png', rash],
            ['plan.pdf', pdf],
            ['note.wav', recording],
          ],
          'Please look at these.',
        )
        await page.getByRole('button', { name: 'Open picture scan.png' }).waitFor()
        await breakAfter(page, 1)
        await chooseFiles(page, [png('arm.png', rash)])
        await write(page, 'My arm')
        await messageOf(page, 'My arm').getByRole('progressbar', { name: 'Sending arm.png' }).waitFor()
        await chooseFiles(page, [png('leg.png', pngOf(40, 30)), png('no.png', Buffer.from('no'))])
        await page.getByText('no.png is not of a kind').waitFor()
        await page.getByRole('button', { name: 'Add pictures or files' }).click()
        await takePicture(page, `files-${size}-${colorScheme}`)
        expect(await axeViolations(page)).toEqual([])
        expect(await overhang(page)).toBe(0)
        for (const button of await page.getByRole('button').all()) {
          const { width = 0, height = 0 } = (await button.boundingBox()) ?? {}
          expect(Math.min(width, height), await button.innerText()).toBeGreaterThanOrEqual(44)
        }
        await page.getByRole('button', { name: 'Open picture scan.png' }).click()
        await page.getByRole('dialog').getByRole('img').waitFor()
        await takePicture(page, `picture-${size}-${colorScheme}`)
        expect(await axeViolations(page)).toEqual([])
      })
})

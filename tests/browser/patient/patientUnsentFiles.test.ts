import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { uploadLimits } from '../../../relay/attachments/uploadLimits.ts'
import type { AttachmentRecord } from '../../../relay/store/attachments/attachmentRecord.ts'
import { type AttachmentId, attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  chooseFiles,
  isConnected,
  longMs,
  messageOf,
  overhang,
  phone,
  statusOf,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { pngOf } from '../../support/relay/pngOf.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { answerOf, httpUser, sha256Of } from '../../support/relay/uploadFile.ts'
import { until } from '../../support/time/until.ts'
import { forEachVisit } from './forEachVisit.ts'
import { breakAfter, countWaiting, messagesOf, png, rash, takePicture, uploadsOf } from './visitFiles.ts'

describeInChromium('pictures that do not leave the page of an invited patient at once', (browser) => {
  let fixture: VisitInBrowser
  let relay: StartedRelay

  forEachVisit(browser, (opened) => {
    fixture = opened
    relay = fixture.relay
  })

  /** Returns the uploads of this page that the relay has and no message carries. */
  function unsentOf(page: Page): () => Promise<readonly AttachmentRecord[]> {
    const ids = new Set<AttachmentId>()
    page.on('request', (request) => {
      const id = /\/attachments\/([^/?]+)$/.exec(request.url())?.[1]
      if (id !== undefined) ids.add(attachmentIdSchema.parse(id))
    })
    return async () => (await relay.store().attachments.findMany([...ids])).filter(({ entryId }) => entryId === null)
  }

  it('calls a picture back while it is on its way, so that nothing of it stays anywhere', async () => {
    const { page } = await fixture.openVisit(phone)
    const asked = uploadsOf(page)
    const unsent = unsentOf(page)
    await breakAfter(page, 1)
    await chooseFiles(page, [png('wrong.png', rash)])
    await write(page, 'Wrong picture')
    await until('a part is there', () => asked.filter((one) => one.startsWith('PATCH')).length >= 2)
    expect((await unsent()).map(({ name }) => name)).toEqual(['wrong.png'])
    await messageOf(page, 'Wrong picture').getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => page.locator('[data-message]').count()).toBe(0)
    await until('the relay has given it up', async () => (await unsent()).length === 0)
    expect(await countWaiting(page)).toBe(0)
    await page.reload()
    await isConnected(page)
    expect(await messagesOf(relay)).toEqual([])
    expect(await page.locator('[data-message]').count()).toBe(0)
  })

  it('sends a refused picture again when the person asks, also when the relay has given up what was there', async () => {
    const days = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, start: '00:00', end: '23:59' }))
    const farDay = days.filter(({ dayOfWeek }) => dayOfWeek === (new Date().getUTCDay() + 3) % 7)
    const clinician = { name: 'Dr Ada Okafor', role: 'clinician', timeZone: 'UTC' } as const
    await relay.putUser('ada', { ...clinician, schedule: farDay })
    const { page } = await fixture.openVisit(phone)
    const unsent = unsentOf(page)
    await chooseFiles(page, [png('arm.png', rash)])
    await write(page, 'My arm')
    await expect.poll(() => statusOf(page, 'My arm')).toBe('Not sent')
    await messageOf(page, 'My arm').getByText('Your message is kept here').waitFor()
    expect(await axeViolations(page)).toEqual([])
    const left = await unsent()
    expect(left).toHaveLength(1)
    for (const { id } of left) await relay.store().attachments.removeUnsent(id)
    await relay.putUser('ada', { ...clinician, schedule: days })
    await messageOf(page, 'My arm').getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => statusOf(page, 'My arm')).toBe('Sent')
    await expect
      .poll(() => messagesOf(relay))
      .toMatchObject([{ text: 'My arm', attachments: [{ sha256: sha256Of(rash) }] }])
  })

  it('brings a picture anew whenever the person asks, however often the relay has given it up', async () => {
    const { page } = await fixture.openVisit(phone)
    let givenUp = 0
    await page.route('**/api/attachments/*', async (route) => {
      const answer = await route.fetch()
      const { attachment } = uploadStateSchema.safeParse(JSON.parse((await answer.text()) || '{}')).data ?? {}
      // As if an hour had gone by before the message left.
      if (attachment && givenUp < 2 && (await relay.store().attachments.removeUnsent(attachment.id))) givenUp += 1
      await route.fulfill({ response: answer })
    })
    await chooseFiles(page, [png('arm.png', pngOf(30, 20))])
    await write(page, 'My arm')
    await messageOf(page, 'My arm').getByText('A file could not be sent').waitFor()
    expect(givenUp).toBe(2)
    await messageOf(page, 'My arm').getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => statusOf(page, 'My arm')).toBe('Sent')
    await expect.poll(() => messagesOf(relay)).toMatchObject([{ text: 'My arm', attachments: [{ name: 'arm.png' }] }])
  })

  it('says that there are too many files at once, keeps them, and sends them by itself when there is room', async () => {
    const { page } = await fixture.openVisit(phone)
    // Everything that a patient may have in no message, from another device.
    const user = await httpUser(relay, 'pat', 'patient')
    const ids: string[] = []
    for (let left: number = uploadLimits.unsentBytesOfUser; left > 0; left -= limits.attachmentBytes) {
      const bytes = Math.min(left, limits.attachmentBytes)
      const { id = 'none' } = await answerOf(await user.begin('visit-1', rash, { bytes }))
      ids.push(id)
    }
    await chooseFiles(page, [png('arm.png', rash)])
    await write(page, 'My arm')
    await expect.poll(() => statusOf(page, 'My arm')).toMatch(/too many files at once.*sent by themselves/)
    expect(await overhang(page)).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await takePicture(page, 'too-many-files')
    // Words do not wait for them, and a reload loses nothing.
    await write(page, 'It hurts.')
    await expect.poll(() => statusOf(page, 'It hurts.')).toBe('Sent')
    await page.reload()
    await expect.poll(() => statusOf(page, 'My arm')).toMatch(/too many files at once/)
    for (const id of ids) await user.fetch(`/api/attachments/${id}`, { method: 'DELETE' })
    await expect.poll(() => statusOf(page, 'My arm'), { timeout: longMs }).toBe('Sent')
    expect(await messagesOf(relay)).toMatchObject([
      { text: 'It hurts.' },
      { text: 'My arm', attachments: [{ sha256: sha256Of(rash) }] },
    ])
  })
})

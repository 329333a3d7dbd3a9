import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { hummedVoice } from '../../../simulation/files/hummedVoice.ts'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { fakeMicrophone } from '../../support/browser/openPage.ts'
import {
  careThread,
  desktop,
  isConnected,
  messageOf,
  overhang,
  phone,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { httpUser } from '../../support/relay/uploadFile.ts'
import { until } from '../../support/time/until.ts'
import { forEachVisit } from './forEachVisit.ts'
import { countWaiting, messagesOf, takePicture } from './visitFiles.ts'

describeInChromium(
  'voice messages on the page of an invited patient',
  (browser) => {
    let fixture: VisitInBrowser

    forEachVisit(browser, (opened) => {
      fixture = opened
    })

    const speak = (page: Page) => page.getByRole('button', { name: 'Voice message', exact: true })
    const panel = (page: Page) => page.getByRole('group', { name: 'Voice message', exact: true })
    const chosen = (page: Page) => page.locator('[data-chosen]')
    const hasFocus = (page: Page, name: string) =>
      page.evaluate((label) => document.activeElement?.getAttribute('aria-label') === label, name)

    /** Speaks for a second or so, and ends by the key. */
    async function recordOne(page: Page): Promise<void> {
      await speak(page).click()
      await panel(page).getByText('0:01').waitFor()
      const done = page.getByRole('button', { name: 'Done' })
      await expect.poll(() => done.evaluate((button) => button === document.activeElement)).toBe(true)
      await page.keyboard.press('Enter')
      await chosen(page).waitFor()
    }
    async function sendFrom(name: string, content: Buffer, text: string): Promise<void> {
      const user = await httpUser(fixture.relay, 'ada', 'clinician')
      const { id } = await user.upload('visit-1', content, { name })
      await fixture.ada.ask('message:send', { ...careThread, id: newEntryId(), type: 'voice', text, attachments: [id] })
    }

    it('is recorded, heard, kept over a reload, and sent', async () => {
      const { page, complaints } = await fixture.openVisit(phone)
      await recordOne(page)
      await expect.poll(() => hasFocus(page, 'Play Voice message.webm')).toBe(true)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Pause Voice message.webm' }).waitFor()
      await page.getByRole('button', { name: 'Play Voice message.webm' }).waitFor()
      await page.reload()
      await isConnected(page)
      await chosen(page).getByRole('button', { name: 'Play Voice message.webm' }).waitFor()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.locator('[data-message] [data-status="sent"]').waitFor()
      expect(await messagesOf(fixture.relay)).toMatchObject([
        { text: '', attachments: [{ name: 'Voice message.webm', mediaType: 'audio/webm' }] },
      ])
      expect(fixture.ada.entries.find(({ senderId }) => senderId === 'pat')?.body).toMatchObject({ type: 'voice' })
      await until('nothing is left to be sent', async () => (await countWaiting(page)) === 0)
      await page.locator('[data-message]').getByRole('slider').waitFor()
      expect(complaints).toEqual([])
    })

    it('is thrown away while it is recorded or after it was heard, and leaves nothing', async () => {
      const { page } = await fixture.openVisit(desktop)
      await speak(page).click()
      await panel(page).getByText('0:00').waitFor()
      await page.getByRole('button', { name: 'Throw away' }).click()
      await expect.poll(() => panel(page).count()).toBe(0)
      expect(await chosen(page).count()).toBe(0)
      await recordOne(page)
      await page.getByRole('button', { name: 'Remove Voice message.webm' }).click()
      await expect.poll(() => chosen(page).count()).toBe(0)
      await until('the browser keeps nothing of it', async () => (await countWaiting(page)) === 0)
    })

    it('is not sent half: who presses Send while speaking is told so, and the words stay', async () => {
      const { page } = await fixture.openVisit(phone)
      await page.getByLabel('Write a message').fill('It hurts here')
      await speak(page).click()
      await panel(page).getByText('Recording').waitFor()
      await page.locator('form').evaluate((form) => form instanceof HTMLFormElement && form.requestSubmit())
      await page.getByText('You are recording.').waitFor()
      expect(await messagesOf(fixture.relay)).toEqual([])
      await page.getByRole('button', { name: 'Done' }).click()
      await chosen(page).waitFor()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await expect.poll(() => messagesOf(fixture.relay)).toMatchObject([{ text: 'It hurts here', attachments: [{}] }])
    })

    it.each([
      ['NotAllowedError', 'The microphone is not allowed for this page. Allow it in the settings of your browser'],
      ['NotFoundError', 'No microphone was found. Connect one'],
      ['NotReadableError', 'another program may have it'],
    ])('says what to do when there is no microphone to be had: %s', async (name, words) => {
      const { page } = await fixture.openVisit(phone)
      await page.evaluate((fault) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', fault))
      }, name)
      await speak(page).click()
      await page.getByText(words).waitFor()
      expect(await panel(page).count()).toBe(0)
      // What is wrong with the microphone is in nobody's way.
      await write(page, 'Then in words.')
      await messageOf(page, 'Then in words.').waitFor()
    })

    it('of the clinician is heard, at its place and speed, by keys; one that nobody can play says so', async () => {
      const { page } = await fixture.openVisit(desktop)
      await sendFrom('advice.wav', Buffer.from(hummedVoice(30)), 'Listen please.')
      const bubble = messageOf(page, 'Listen please.')
      const place = bubble.getByRole('slider', { name: 'Place in advice.wav' })
      await expect.poll(() => place.getAttribute('aria-valuetext')).toBe('0:00 of 0:30')
      await place.focus()
      await page.keyboard.press('PageUp')
      await expect.poll(() => place.getAttribute('aria-valuetext')).toBe('0:10 of 0:30')
      await bubble.getByRole('button', { name: 'Speed: 1' }).click()
      await bubble.getByRole('button', { name: 'Speed: 1.5' }).click()
      await bubble.getByRole('button', { name: 'Speed: 2' }).waitFor()
      await bubble.getByRole('button', { name: 'Play advice.wav' }).click()
      await bubble.getByRole('button', { name: 'Pause advice.wav' }).waitFor()
      await expect.poll(() => place.getAttribute('aria-valuenow').then(Number)).toBeGreaterThan(10)
      // A reaction draws the row anew, and what is heard goes on.
      const entry = fixture.ada.entries.find(({ body }) => body.kind === 'message' && body.text === 'Listen please.')
      await fixture.ada.ask('message:react', {
        ...careThread,
        id: newEntryId(),
        target: entry?.id,
        emoji: '👍',
        on: true,
      })
      await bubble.getByText('👍').waitFor()
      await bubble.getByRole('button', { name: 'Pause advice.wav' }).click()
      await bubble.getByRole('button', { name: 'Play advice.wav' }).waitFor()
      await sendFrom('torn.wav', Buffer.from(hummedVoice(1)).subarray(0, 20), 'And this.')
      await messageOf(page, 'And this.').getByText('cannot be played here').waitFor()
      await messageOf(page, 'And this.').getByRole('button', { name: 'Save torn.wav' }).waitFor()
    })

    const sizes = { phone, desktop }
    for (const [size, options] of Object.entries(sizes))
      for (const colorScheme of ['light', 'dark'] as const)
        it(`has no serious fault at the size of a ${size} in ${colorScheme}`, async () => {
          const { page } = await fixture.openVisit({ ...options, colorScheme })
          await sendFrom('advice.wav', Buffer.from(hummedVoice(12)), 'Listen please.')
          await expect.poll(() => page.getByRole('slider').getAttribute('aria-valuetext')).toBe('0:00 of 0:12')
          await recordOne(page)
          await speak(page).click()
          await panel(page).getByText('0:01').waitFor()
          await takePicture(page, `voice-${size}-${colorScheme}`)
          expect(await axeViolations(page)).toEqual([])
          expect(await overhang(page)).toBe(0)
          for (const button of await page.getByRole('button').all()) {
            const { width = 0, height = 0 } = (await button.boundingBox()) ?? {}
            expect(Math.min(width, height), await button.innerText()).toBeGreaterThanOrEqual(44)
          }
        })
  },
  fakeMicrophone,
)

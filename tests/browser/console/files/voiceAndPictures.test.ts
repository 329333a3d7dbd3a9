import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hummedVoice } from '../../../../simulation/files/hummedVoice.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { axeViolations } from '../../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { fakeMicrophone } from '../../../support/browser/openPage.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { witnessId } from '../../../support/console/relayWithConsole.ts'
import { mark, markedPng } from '../../../support/pictures/markedPictures.ts'
import { pngOf } from '../../../support/relay/pngOf.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'

const longMs = 180_000
const name = 'Ann Aare'
const picturesTo = process.env.PICTURES_TO

describeInChromium(
  'pictures and voices in Chromium',
  (browser) => {
    let fixture: ConsoleInBrowser
    let page: Page
    let complaints: readonly string[]
    let panel: Locator

    beforeAll(async () => {
      fixture = await openConsoleInBrowser(browser())
      const opened = await fixture.openSignedIn({ locale: 'en-GB' })
      page = opened.page
      complaints = opened.complaints
      await openTab(page, name)
      panel = panelOf(page, name)
    }, longMs)
    afterAll(() => fixture?.close())

    const composer = () => panel.getByRole('textbox')
    const focused = (locator: Locator) =>
      expect.poll(() => locator.evaluate((one) => one === document.activeElement)).toBe(true)
    const toLatePresses = () => page.waitForTimeout(1_100)
    const patient = () =>
      httpUser(
        {
          url: fixture.relayUrl,
          tokenFor: (userId: string, role: Role) => fixture.mint({ userId: witnessId, name: userId, role }),
        },
        witnessId,
        'patient',
      )
    const sendFromPatient = async (files: readonly (readonly [string, Buffer])[]) => {
      const user = await patient()
      const attachments: string[] = []
      for (const [given, content] of files)
        attachments.push((await user.upload(fixture.sessionAt(0), content, { name: given })).id)
      await user.postJson(`/api/sessions/${fixture.sessionAt(0)}/messages`, { text: '', attachments })
    }
    const atWitness = () =>
      fixture
        .witness()
        .readThread(fixture.sessionAt(0), 'care')
        .flatMap(({ body }) => (body.kind === 'message' && body.attachments ? [body] : []))
    const takePicture = async (of: string) => {
      if (picturesTo !== undefined) await page.screenshot({ path: `${picturesTo}/${of}.png` })
    }

    it('are looked at as large as the window: near, turned, one after the other, by keys, and back to where one was', async () => {
      await sendFromPatient([
        ['first.png', pngOf(700, 500)],
        ['second.png', pngOf(60, 900)],
      ])
      const first = panel.getByRole('button', { name: 'Look at first.png' })
      await first.locator('img').waitFor()
      await first.focus()
      await focused(first)
      await page.keyboard.press('Enter')
      const viewer = page.getByRole('dialog', { name: 'first.png' })
      await viewer.getByRole('img', { name: 'Picture: first.png' }).waitFor()
      await viewer.getByText('1 of 2').waitFor()
      await page.keyboard.press('+')
      await viewer.getByText('125 %').waitFor()
      await page.keyboard.press('0')
      await viewer.getByText('100 %').waitFor()
      await page.keyboard.press('r')
      await expect
        .poll(() => viewer.getByRole('img').evaluate((image) => image instanceof HTMLElement && image.style.transform))
        .toContain('rotate(90deg)')
      await viewer.getByRole('img').hover()
      await page.mouse.wheel(0, -400)
      await viewer.getByText('200 %').waitFor()
      await takePicture('viewer')
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('PageDown')
      const next = page.getByRole('dialog', { name: 'second.png' })
      await next.getByRole('img', { name: 'Picture: second.png' }).waitFor()
      await next.getByText('100 %').waitFor()
      await page.keyboard.press('ArrowLeft')
      await page.getByRole('dialog', { name: 'first.png' }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
      await focused(first)
    })

    it('of the patient are heard where they stand, at a place and a speed, by keys', async () => {
      await sendFromPatient([['voice.wav', Buffer.from(hummedVoice(30))]])
      const place = panel.getByRole('slider', { name: 'Place in voice.wav' })
      await expect.poll(() => place.getAttribute('aria-valuetext')).toBe('0:00 of 0:30')
      await place.focus()
      await focused(place)
      await page.keyboard.press('PageUp')
      await expect.poll(() => place.getAttribute('aria-valuetext')).toBe('0:10 of 0:30')
      await panel.getByRole('button', { name: 'Speed: 1' }).click()
      await panel.getByRole('button', { name: 'Speed: 1.5' }).waitFor()
      await panel.getByRole('button', { name: 'Play voice.wav' }).click()
      await panel.getByRole('button', { name: 'Pause voice.wav' }).waitFor()
      await expect.poll(() => place.getAttribute('aria-valuenow').then(Number)).toBeGreaterThan(10)
      await panel.getByRole('button', { name: 'Pause voice.wav' }).click()
      await panel.getByRole('button', { name: 'Play voice.wav' }).waitFor()
      await panel.getByRole('button', { name: 'Save voice.wav' }).waitFor()
    })

    it('are recorded by a key, heard, held back while one speaks, and sent', async () => {
      await composer().focus()
      await focused(composer())
      await page.keyboard.press('Alt+v')
      const recorder = panel.getByRole('group', { name: 'Voice message', exact: true })
      await recorder.getByText('0:01').waitFor()
      const done = recorder.getByRole('button', { name: 'Done' })
      await focused(done)
      await takePicture('recorder')
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Enter')
      const chip = panel.getByRole('list', { name: 'Files of this message' }).getByRole('listitem')
      await chip.getByRole('button', { name: 'Play Voice message.webm' }).click()
      await chip.getByRole('button', { name: 'Pause Voice message.webm' }).waitFor()
      await takePicture('recorded')
      await composer().fill('Do it like this')
      await toLatePresses()
      await composer().press('Enter')
      await expect
        .poll(() => atWitness().at(-1))
        .toMatchObject({
          ...{ text: 'Do it like this', type: 'voice' },
          attachments: [{ name: 'Voice message.webm', mediaType: 'audio/webm' }],
        })
    })

    it('stay with the patient for whom they were begun when one goes to another', async () => {
      await composer().focus()
      await focused(composer())
      await page.keyboard.press('Alt+v')
      await panel.getByRole('group', { name: 'Voice message', exact: true }).getByText('0:01').waitFor()
      await openTab(page, 'Bea Berg')
      const other = panelOf(page, 'Bea Berg')
      await expect.poll(() => other.getByText('Voice message.webm').count()).toBe(0)
      await openTab(page, name)
      const chip = panel.getByRole('list', { name: 'Files of this message' }).getByRole('listitem')
      await expect.poll(() => chip.count()).toBe(1)
      await chip.getByRole('button', { name: 'Remove Voice message.webm' }).click()
      await expect.poll(() => chip.count()).toBe(0)
    })

    it('do not say where they were taken, whoever sends them', async () => {
      const chooser = page.waitForEvent('filechooser')
      await composer().press('Alt+k')
      await (await chooser).setFiles([{ name: 'here.png', mimeType: 'image/png', buffer: markedPng(1, 20, 10) }])
      await panel.getByRole('list', { name: 'Files of this message' }).getByRole('listitem').waitFor()
      await toLatePresses()
      await composer().press('Enter')
      await expect.poll(() => atWitness().at(-1)?.attachments?.[0]?.name).toBe('here.png')
      const id = atWitness().at(-1)?.attachments?.[0]?.id ?? ''
      const answer = await (await patient()).fetch(`/api/attachments/${id}`)
      expect(Buffer.from(await answer.arrayBuffer()).includes(mark)).toBe(false)
      expect(complaints).toEqual([])
    })
  },
  fakeMicrophone,
)

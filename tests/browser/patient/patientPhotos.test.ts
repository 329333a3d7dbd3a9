import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { longestSidePx } from '../../../src/media/shrinkPicture.ts'
import { uprightSizeOf } from '../../../src/shared/model/files/metadata/cleanPicture.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { chooseFiles, phone, statusOf, type VisitInBrowser, write } from '../../support/patient/openVisitInBrowser.ts'
import { mark, markedPng, markedSegments } from '../../support/pictures/markedPictures.ts'
import { httpUser } from '../../support/relay/uploadFile.ts'
import { forEachVisit } from './forEachVisit.ts'
import { messagesOf } from './visitFiles.ts'

describeInChromium('photos on the page of an invited patient', (browser) => {
  let fixture: VisitInBrowser

  forEachVisit(browser, (opened) => {
    fixture = opened
  })

  /** Returns a photo as a camera makes it, red on the left and blue on the right, which is to be turned so, and says where it was taken. */
  async function photo(page: Page, width: number, height: number, orientation: number): Promise<Buffer> {
    const made = await page.evaluate(
      async (size) => {
        const canvas = document.createElement('canvas')
        Object.assign(canvas, size)
        const context = canvas.getContext('2d')
        if (!context) throw new Error('no canvas')
        context.fillStyle = 'red'
        context.fillRect(0, 0, size.width / 2, size.height)
        context.fillStyle = 'blue'
        context.fillRect(size.width / 2, 0, size.width / 2, size.height)
        const url = canvas.toDataURL('image/jpeg', 0.95)
        return url.slice(url.indexOf(',') + 1)
      },
      { width, height },
    )
    const jpeg = Buffer.from(made, 'base64')
    return Buffer.concat([jpeg.subarray(0, 2), ...markedSegments(orientation), jpeg.subarray(2)])
  }

  /** Sends a file, and returns what the clinic has of it. */
  async function sent(page: Page, name: string, content: Buffer): Promise<{ mediaType: string; bytes: Buffer }> {
    await chooseFiles(page, [{ name, mimeType: 'application/octet-stream', buffer: content }])
    await page.locator('[data-chosen]').waitFor()
    await write(page, name)
    await expect.poll(() => statusOf(page, name)).toBe('Sent')
    const message = (await messagesOf(fixture.relay)).find(({ text }) => text === name)
    const { id = '', mediaType = '' } = message?.attachments[0] ?? {}
    const user = await httpUser(fixture.relay, 'ada', 'clinician')
    const answer = await user.fetch(`/api/attachments/${id}`)
    return { mediaType, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  /** Returns what stands in the middle of the upper and of the lower half of a picture as it is drawn. */
  const coloursOf = (page: Page, { bytes, mediaType }: { bytes: Buffer; mediaType: string }) =>
    page.evaluate(
      async ({ base64, type }) => {
        const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([binary], { type }), { imageOrientation: 'from-image' })
        const canvas = document.createElement('canvas')
        canvas.width = bitmap.width
        canvas.height = bitmap.height
        const context = canvas.getContext('2d')
        context?.drawImage(bitmap, 0, 0)
        return [0.25, 0.75].map((part) => {
          const [red = 0, , blue = 0] =
            context?.getImageData(bitmap.width / 2, Math.floor(bitmap.height * part), 1, 1).data ?? []
          return red > blue ? 'red' : 'blue'
        })
      },
      { base64: bytes.toString('base64'), type: mediaType },
    )

  it('are made smaller, stand upright, and do not say where they were taken', async () => {
    const { page } = await fixture.openVisit(phone)
    const taken = await photo(page, 4_000, 3_000, 6)
    expect(taken.includes(mark)).toBe(true)
    const received = await sent(page, 'large.jpg', taken)
    expect(received.mediaType).toBe('image/jpeg')
    expect(uprightSizeOf('image/jpeg', received.bytes)).toEqual({ width: 1_920, height: longestSidePx })
    expect(received.bytes.length).toBeLessThan(taken.length)
    expect(received.bytes.includes(mark)).toBe(false)
    expect(await coloursOf(page, received)).toEqual(['red', 'blue'])
  })

  it('that are small stay as they are, but for where they were taken', async () => {
    const { page } = await fixture.openVisit(phone)
    const taken = await photo(page, 400, 300, 6)
    const received = await sent(page, 'small.jpg', taken)
    expect(uprightSizeOf('image/jpeg', received.bytes)).toEqual({ width: 300, height: 400 })
    expect(received.bytes.includes(mark)).toBe(false)
    expect(taken.includes(received.bytes.subarray(-200))).toBe(true)
    expect(await coloursOf(page, received)).toEqual(['red', 'blue'])
  })

  it('of a screen stay sharp: a PNG stays one', async () => {
    const { page } = await fixture.openVisit(phone)
    const taken = markedPng(1, 2_700, 90)
    const received = await sent(page, 'screen.png', taken)
    expect(received.mediaType).toBe('image/png')
    expect(uprightSizeOf('image/png', received.bytes)).toEqual({ width: longestSidePx, height: 85 })
    expect(received.bytes.length).toBeLessThan(taken.length)
    expect(received.bytes.includes(mark)).toBe(false)
  })
})

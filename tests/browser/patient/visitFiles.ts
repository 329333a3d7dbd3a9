import type { Page, Route } from 'playwright'
import type { Attachment } from '../../../src/shared/model/files/attachment.ts'
import { careThread } from '../../support/patient/openVisitInBrowser.ts'
import { pngOf } from '../../support/relay/pngOf.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { keptIn } from './inVisitPage.ts'

const picturesTo = process.env.PICTURES_TO

export const png = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })
/** Longer than the first part of an upload. */
export const rash = pngOf(700, 500)

/** Returns how much the browser keeps of what is to be sent, contents of files included. */
export const countWaiting = async (page: Page): Promise<number> =>
  (await page.evaluate(keptIn, ['outgoing', 'files'])).count

export interface CarriedMessage {
  readonly text: string
  readonly attachments: readonly Attachment[]
}

/** Every message of the visit with what it carries, as the relay has it. */
export async function messagesOf(relay: StartedRelay): Promise<readonly CarriedMessage[]> {
  const entries = await relay.store().log.read({ ...careThread, limit: 200, from: { after: 0 } })
  return entries.flatMap(({ body }) =>
    body.kind === 'message' ? [{ text: body.text, attachments: body.attachments ?? [] }] : [],
  )
}

/** Records the requests of the page about uploads from now on, in order. */
export function uploadsOf(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (!/\/attachments/.test(request.url()) || request.method() === 'GET') return
    asked.push([request.method(), request.headers()['upload-offset']].filter(Boolean).join(' '))
  })
  return asked
}

/**
 * Passes so many parts of uploads through, and breaks the connection at every later one, until the returned function is called.
 */
export async function breakAfter(page: Page, parts: number): Promise<() => void> {
  let left = parts
  await page.route('**/api/attachments/*', (route: Route) => {
    if (route.request().method() !== 'PATCH') return route.fallback()
    left -= 1
    return left >= 0 ? route.fallback() : route.abort('connectionreset')
  })
  return () => {
    left = Number.POSITIVE_INFINITY
  }
}

export async function takePicture(page: Page, name: string): Promise<void> {
  if (picturesTo !== undefined) await page.screenshot({ path: `${picturesTo}/${name}.png` })
}

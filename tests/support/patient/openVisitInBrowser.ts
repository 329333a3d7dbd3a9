import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { openPage } from '../browser/openPage.ts'
import { connectNative, type NativeClient } from '../relay/nativeClient.ts'
import type { StartedRelay } from '../relay/start/startedRelay.ts'
import { startRelay } from '../relay/start/startRelay.ts'

export const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
/** For what has to wait for a connection that comes back by itself. */
export const longMs = 60_000
/** Thread in which the patient writes. */
export const careThread = { sessionId: sessionIdSchema.parse('visit-1'), thread: 'care' } as const

/** A relay with one session, its clinician at a socket, and its patient in a browser by an invitation. */
export interface VisitInBrowser {
  readonly relay: StartedRelay
  readonly ada: NativeClient
  /** Sets the relay's clock, this far ahead of the machine's. */
  readonly setRelay: (aheadMs: number) => void
  /** A new link for the patient, from this relay or from another one. */
  readonly invite: (body?: object, from?: StartedRelay) => Promise<string>
  readonly openVisit: (
    options?: BrowserContextOptions,
  ) => Promise<{ readonly page: Page; readonly complaints: string[] }>
  /** Returns the texts of the patient's messages, as the clinician received them. */
  readonly said: () => string[]
  readonly close: () => Promise<void>
}

/** `env` is what the clinic has set on its relay. */
export async function openVisitInBrowser(
  browser: Browser,
  env: Readonly<Record<string, string>> = {},
): Promise<VisitInBrowser> {
  let aheadMs = 0
  const relay = await startRelay({ env, clock: { ...systemClock, now: () => systemClock.now() + aheadMs } })
  await relay.putUser('ada', { name: 'Dr Ada Okafor', role: 'clinician' })
  await relay.putUser('pat', { name: 'Maria Lindqvist', role: 'patient' })
  await relay.putSession('visit-1', { pat: 'patient', ada: 'clinician' })
  const ada = await connectNative({
    url: relay.url,
    token: await relay.tokenFor('ada', 'clinician', 'Dr Ada Okafor', 10 * 3_600_000),
    reconnects: true,
  })
  async function invite(body: object = {}, from = relay): Promise<string> {
    const answer = await fetch(new URL('/api/sessions/visit-1/invitations', from.url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await from.tokenFor('ada', 'clinician')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    return z.object({ url: z.string() }).parse(await answer.json()).url
  }
  return {
    relay,
    ada,
    setRelay: (next) => {
      aheadMs = next
    },
    invite,
    openVisit: async (options = phone) => {
      const opened = await openPage(browser, await invite(), options)
      await isConnected(opened.page)
      return opened
    },
    said: () =>
      ada.entries.flatMap(({ body, senderId }) => (body.kind === 'message' && senderId === 'pat' ? [body.text] : [])),
    close: async () => {
      ada.close()
      for (const context of browser.contexts()) await context.close()
      await relay.stop()
    },
  }
}

export const isConnected = (page: Page): Promise<void> =>
  page.getByText('Connected', { exact: true }).waitFor({ timeout: longMs })

export async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Write a message').fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

export const messageOf = (page: Page, text: string): Locator => page.locator('[data-message]').filter({ hasText: text })

export const statusOf = (page: Page, text: string): Promise<string> =>
  messageOf(page, text).locator('[data-status]').innerText()

export const textsOf = (page: Page): Promise<string[]> => page.locator('[data-message] .text').allInnerTexts()

/** The pixels by which the page is wider than its window: 0, or people have to scroll sideways. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** A file that is handed over by its content. */
export interface HandedFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** Chooses files as a person does, by the page's own button: by their content, or by their paths. */
export async function chooseFiles(page: Page, files: readonly HandedFile[] | readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Add pictures or files' }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose from this device' }).click()
  const chooser = await choosing
  const paths = files.filter((file) => typeof file === 'string')
  await chooser.setFiles(paths.length > 0 ? paths : files.filter((file) => typeof file !== 'string'))
}

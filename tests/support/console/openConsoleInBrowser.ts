import type { Browser, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import type { ParticipantClient } from '../../../simulation/participant/participantClient.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import { openPage } from '../browser/openPage.ts'
import { builtProducts, clinicianId, openRelayWithConsole, type RelayWithConsoleOptions } from './relayWithConsole.ts'

/** A session with each. */
export const patients = [
  'Ann Aare',
  'Bea Berg',
  'Cem Can',
  'Dua Diop',
  'Eli Eng',
  'Fay Fox',
  'Gus Gad',
  'Hal Hess',
  'Ivo Iten',
]

export type ConsoleInBrowser = Awaited<ReturnType<typeof openConsoleInBrowser>>

/** A relay with sessions, a witness who writes for all the patients and has what they get, and a console that is opened by a test. */
export async function openConsoleInBrowser(
  browser: Browser,
  options: Partial<Pick<RelayWithConsoleOptions, 'consoleDir' | 'patients'>> = {},
) {
  const fixture = await openRelayWithConsole({ programs: builtProducts, patients, signsIn: false, ...options })
  const shown: Entry[] = []
  const openWitness = () => fixture.openWitness((entry) => shown.push(entry))
  let witness: ParticipantClient = openWitness()
  await witness.ready

  const sessionAt = (index: number): SessionId => {
    const sessionId = fixture.sessionIds[index]
    if (sessionId === undefined) throw new Error(`no session ${index}`)
    return sessionId
  }
  /** Starts the console's host, and opens its page. */
  const openConsole = async (options?: Parameters<typeof openPage>[2]) =>
    openPage(browser, `http://127.0.0.1:${fixture.hostPort}/#${await fixture.host.start()}`, options)
  const signIn = async (page: Page, password: string, relayUrl = fixture.relayUrl) => {
    await page.getByLabel('Relay address').fill(relayUrl)
    await page.getByLabel('User or email').fill(clinicianId)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  return {
    ...fixture,
    sessionAt,
    openConsole,
    signIn,
    openSignedIn: async (windowOptions?: Parameters<typeof openConsole>[0]) => {
      const opened = await openConsole(windowOptions)
      await signIn(opened.page, fixture.password)
      // Of a long list, not all rows are drawn.
      await rowOf(opened.page, options.patients ? '' : patients[0])
        .first()
        .waitFor()
      return opened
    },
    witness: () => witness,
    closeWitness: () => witness.close(),
    openWitness: () => {
      witness = openWitness()
    },
    sendAsPatient: (index: number, text: string) =>
      witness.send({ id: witness.newEntryId(), sessionId: sessionAt(index), thread: 'care', text }),
    textsAtWitness: (index: number) =>
      shown
        .filter(({ sessionId, senderId }) => sessionId === sessionAt(index) && senderId === clinicianId)
        .flatMap(({ body }) => (body.kind === 'message' ? [body.text] : [])),
    close: async () => {
      witness.close()
      await fixture.clear()
      for (const context of browser.contexts()) await context.close()
    },
  }
}

export function rowOf(page: Page, name = ''): Locator {
  return page.locator('[data-session]', { hasText: name })
}

export function panelOf(page: Page, name = ''): Locator {
  return page.getByRole('region', { name: `Session of ${name}` })
}

export async function openTab(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click()
  await panelOf(page, name).waitFor()
}

export async function write(page: Page, name = '', text: string): Promise<void> {
  const composer = panelOf(page, name).getByRole('textbox')
  await composer.fill(text)
  await composer.press('Enter')
  await expect.poll(() => composer.inputValue()).toBe('')
}

export function statusOf(page: Page, text: string): Locator {
  return page.locator('article', { hasText: text }).getByTestId('status')
}

export function textsOnScreen(page: Page, name = ''): Promise<string[]> {
  return panelOf(page, name).locator('article[data-own=true] [dir=auto]').allInnerTexts()
}

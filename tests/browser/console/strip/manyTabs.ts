import type { Browser, Page } from 'playwright'
import { expect } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { SessionPut } from '../../../../src/shared/protocol/rest.ts'
import { type ConsoleInBrowser, openConsoleInBrowser } from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'

const given = ['Marta', 'Jonas', 'Aylin', 'Piotr', 'Chidinma', 'Eva', 'Oluwaseun', 'Beatriz', 'Karl', 'Noor']
const family = ['Kowalczyk', 'Lindqvist', 'Featherstone', 'Yilmaz', 'Ng', 'Anagnostopoulou', 'Okafor', 'Fuchs']

/** Forty patients, each of a name of their own, as short and as long as names are. */
export const fortyPatients = Array.from(
  { length: 40 },
  (_, index) => `${given[index % 10]} ${family[(index + Math.floor(index / 10)) % 8]}`,
)

/** A console with forty tabs, in the order of its sessions; the last is in front. */
export async function openManyTabs(
  browser: Browser,
  viewport: { readonly width: number; readonly height: number },
): Promise<{ readonly fixture: ConsoleInBrowser; readonly page: Page }> {
  const fixture = await openConsoleInBrowser(browser, { patients: fortyPatients })
  const { sessionIds } = fixture
  // Born in one year, many of them would be told apart from each other.
  await Promise.all(sessionIds.map((id, index) => fixture.admin.putSession(id, sessionOf(index))))
  // So high that every row of the list is drawn.
  const { page } = await fixture.openSignedIn({ viewport: { width: viewport.width, height: 3_000 } })
  await page
    .locator('[data-session]')
    .nth(sessionIds.length - 1)
    .waitFor()
  await page.evaluate(async (ids) => {
    for (const id of ids) {
      document.querySelector<HTMLElement>(`[data-session="${id}"]`)?.click()
      await new Promise(requestAnimationFrame)
    }
  }, sessionIds)
  await page
    .locator('[data-tab]')
    .nth(sessionIds.length - 1)
    .waitFor()
  await page.setViewportSize(viewport)
  return { fixture, page }
}

/** One of the forty sessions, with those of `others` in it as well. */
export function sessionOf(index: number, others: SessionPut['participants'] = []): SessionPut {
  return {
    kind: 'chat',
    participants: [{ userId: clinicianId, role: 'clinician' }, { userId: witnessId, role: 'patient' }, ...others],
    patient: {
      name: fortyPatients[index] ?? '',
      birthDate: `${1940 + index}-03-11`,
      sex: 'female',
      mrn: `4821-0${index}`,
    },
  }
}

/** Writes a note in the staff thread of a session, as a colleague who takes part from now on. */
export async function writeNote({ admin, mint, relayUrl, sessionAt }: ConsoleInBrowser, index: number, text: string) {
  const colleague = userIdSchema.parse('colleague')
  await admin.putUser(colleague, { name: 'Colleague', role: 'clinician', password: 'of nobody who signs in' })
  await admin.putSession(sessionAt(index), sessionOf(index, [{ userId: colleague, role: 'clinician' }]))
  const tokenFor = (userId: string) => mint({ userId, name: 'Colleague', role: 'clinician' })
  const user = await httpUser({ url: relayUrl, tokenFor }, colleague, 'clinician')
  const posted = await user.postJson(`/api/sessions/${sessionAt(index)}/messages`, { text, thread: 'staff' })
  expect(posted.ok).toBe(true)
}

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { en } from '../../../../src/renderer/strings/en.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'

const longMs = 180_000
const manyMessages = 120

describeInChromium('where a conversation is read in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await Promise.all(
      Array.from({ length: manyMessages }, (_, at) => fixture.sendAsPatient(1, `Line ${at} ${'word '.repeat(at % 9)}`)),
    )
    page = (await fixture.openSignedIn()).page
  }, longMs)
  afterAll(() => fixture?.close())

  const logOf = (name: string) => panelOf(page, name).getByRole('log')
  const unreadOf = (name: string) => rowOf(page, name).getByText(/unread/)
  const isAtEnd = (name: string) => logOf(name).getAttribute('data-at-end')

  /** Opens a session as the keyboard does; its composer has the focus then. */
  async function open(name: string): Promise<void> {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByPlaceholder(en.jump.placeholder).fill(name)
    await page.keyboard.press('Enter')
    await expect.poll(() => panelOf(page, name).locator('textarea:focus').count()).toBe(1)
  }

  /** Goes from the composer into what was said. */
  async function read(name: string): Promise<void> {
    await logOf(name).focus()
    await expect.poll(() => logOf(name).evaluate((log) => log === document.activeElement)).toBe(true)
  }

  /** Returns the first message below the upper edge of the view, and how far below, in px. */
  const topmostOf = (name: string) =>
    logOf(name).evaluate((log) => {
      const edge = log.getBoundingClientRect().top
      const articles = [...log.querySelectorAll('article')]
      const first = articles.find((article) => article.getBoundingClientRect().top >= edge)
      return first && { id: first.dataset.entryId, belowPx: first.getBoundingClientRect().top - edge }
    })

  /** Starts the page again, at once: nothing may have to be waited for. */
  async function reload(): Promise<void> {
    await page.reload()
    await rowOf(page, 'Ann Aare').waitFor()
  }

  /** Goes up to the line above what an answer has passed over, and what is not loaded on the way. */
  async function seeUnreadLine(): Promise<void> {
    const line = logOf('Bea Berg').getByTestId('unread-line').getByText(en.conversation.fromHereUnread)
    await read('Bea Berg')
    await expect
      .poll(async () => {
        await page.keyboard.press('Home')
        return await line.count()
      })
      .toBe(1)
  }

  /** Writes a note in the staff thread, as a colleague who takes part from now on. */
  async function writeNote(index: number, text: string): Promise<void> {
    const colleague = userIdSchema.parse('colleague')
    const { admin, mint, relayUrl, sessionAt } = fixture
    await admin.putUser(colleague, { name: 'Colleague', role: 'clinician', password: 'of nobody who signs in' })
    await admin.putSession(sessionAt(index), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: colleague, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name: 'Gus Gad', birthDate: '1964-03-11', sex: 'male', mrn: '4821-06' },
    })
    const tokenFor = (userId: string) => mint({ userId, name: 'Colleague', role: 'clinician' })
    const user = await httpUser({ url: relayUrl, tokenFor }, colleague, 'clinician')
    expect((await user.postJson(`/api/sessions/${sessionAt(index)}/messages`, { text, thread: 'staff' })).ok).toBe(true)
  }

  it('does not offer to go to the end where all of it has come into view, nor when the composer grows and shrinks', async () => {
    for (const text of ['It itches.', 'Since Monday.', 'On both arms.', 'It is red.', 'It is hot.', 'What is it?'])
      await fixture.sendAsPatient(5, text)
    await page.setViewportSize({ width: 1280, height: 420 })
    await rowOf(page, 'Fay Fox').getByText('6 unread').waitFor()
    await open('Fay Fox')
    await logOf('Fay Fox').getByText('On both arms.').waitFor()
    const toEnd = panelOf(page, 'Fay Fox').getByRole('button', { name: /^Latest$|new$/ })
    await read('Fay Fox')
    await page.keyboard.press('Home')
    await expect.poll(() => isAtEnd('Fay Fox')).toBe('false')
    await open('Eli Eng')
    await page.setViewportSize({ width: 1280, height: 800 })
    await open('Fay Fox')
    await expect.poll(() => isAtEnd('Fay Fox')).toBe('true')
    expect(await toEnd.count()).toBe(0)
    const composer = panelOf(page, 'Fay Fox').getByRole('textbox')
    await composer.fill('x'.repeat(17_000))
    await panelOf(page, 'Fay Fox').getByRole('alert').waitFor()
    await expect.poll(() => isAtEnd('Fay Fox')).toBe('true')
    await composer.fill('')
    await expect.poll(() => panelOf(page, 'Fay Fox').getByRole('alert').count()).toBe(0)
    await expect.poll(() => isAtEnd('Fay Fox')).toBe('true')
    expect(await toEnd.count()).toBe(0)
  })

  it('reads with an answer up to what is in view, and says from where on nobody has looked', async () => {
    await rowOf(page, 'Bea Berg').getByText('99+').waitFor()
    await open('Bea Berg')
    const log = logOf('Bea Berg')
    await log.getByTestId('unread-line').getByText('120 new').waitFor()
    await read('Bea Berg')
    await page.keyboard.press('End')
    await expect.poll(() => isAtEnd('Bea Berg')).toBe('true')
    await log.getByText('Line 119').waitFor()
    expect(await unreadOf('Bea Berg').count()).toBeGreaterThan(0)
    await page.keyboard.press('Alt+i')
    await page.keyboard.type('Please come in today.')
    // A key right after the switch is held back: it may be meant for another patient.
    await page.keyboard.press('Enter')
    await log.locator('article[data-own=true]').getByText('Please come in today.').waitFor()
    await expect.poll(() => unreadOf('Bea Berg').count()).toBe(0)
    await read('Bea Berg')
    await page.keyboard.press('Home')
    await log.getByTestId('unread-line').getByText(en.conversation.fromHereUnread).waitFor()
  })

  it('opens after a reload and after a restart where it was read', async () => {
    await read('Bea Berg')
    await page.keyboard.press('End')
    await expect.poll(() => isAtEnd('Bea Berg')).toBe('true')
    for (let presses = 0; presses < 40; presses += 1) await page.keyboard.press('ArrowUp')
    await expect.poll(() => isAtEnd('Bea Berg')).toBe('false')
    const place = await stillPlace()
    await reload()
    await expect.poll(async () => (await topmostOf('Bea Berg'))?.id).toBe(place?.id)
    expect((await stillPlace())?.id).toBe(place?.id)
    await fixture.host.kill()
    page = (await fixture.openConsole()).page
    await expect.poll(async () => (await topmostOf('Bea Berg'))?.id).toBe(place?.id)
    expect((await stillPlace())?.id).toBe(place?.id)

    async function stillPlace() {
      let place = await topmostOf('Bea Berg')
      await expect
        .poll(async () => {
          const before = place
          place = await topmostOf('Bea Berg')
          return place !== undefined && place.id === before?.id && place.belowPx === before?.belowPx
        })
        .toBe(true)
      return place
    }
  })

  it('opens at the end where it was left there, and not at what was passed over long ago', async () => {
    await read('Bea Berg')
    await page.keyboard.press('End')
    await expect.poll(() => isAtEnd('Bea Berg')).toBe('true')
    await reload()
    await expect.poll(() => isAtEnd('Bea Berg')).toBe('true')
    await logOf('Bea Berg').getByText('Please come in today.').waitFor()
    await seeUnreadLine()
  })

  it('counts a staff note as read that was read at the side', async () => {
    await writeNote(6, 'Look at the blood test.')
    const badge = rowOf(page, 'Gus Gad').getByText('1 unread staff note')
    await badge.waitFor()
    await open('Gus Gad')
    await page.getByRole('complementary', { name: en.patient.side }).getByText('Look at the blood test.').waitFor()
    await expect.poll(() => badge.count()).toBe(0)
  })
})

import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  statusOf,
  write,
} from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'

const zosia = 'Zosia Kowalczyk'
const longMs = 60_000

describeInChromium('a session in which somebody writes for the patient, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    // The name of the witness is another than that of the record.
    fixture = await openConsoleInBrowser(browser(), { patients: [zosia, 'Witness'] })
    page = (await fixture.openSignedIn()).page
    await openTab(page, zosia)
  }, 120_000)
  afterAll(() => fixture?.close())

  const side = () => page.getByRole('complementary', { name: 'Patient' })
  const writer = () => side().getByRole('listitem').filter({ hasText: 'Witness' })
  const banner = () => panelOf(page, zosia).getByTestId('recipient-banner')

  it('names who writes, and for whom, beside the people, in the header and where an answer is written', async () => {
    await expect.poll(() => writer().innerText()).toContain(`writes for ${zosia}`)
    await panelOf(page, zosia).locator('header').getByText('Witness writes').waitFor()
    expect((await banner().innerText()).replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`^To ${zosia} read by Witness`))
  })

  it('names who wrote, and who came, for whom', async () => {
    await fixture.sendAsPatient(0, 'She has a fever.')
    await expect
      .poll(() => panelOf(page, zosia).getByTestId('writer').allInnerTexts())
      .toEqual([`Witness, writes for ${zosia},`])
    await expect
      .poll(async () => (await panelOf(page, zosia).getByTestId('system-line').allInnerTexts()).join(' '))
      .toContain(`Witness, writes for ${zosia}, joined at`)
  })

  it('says nothing of the kind where the patient writes', async () => {
    await openTab(page, 'Witness')
    await panelOf(page, 'Witness').getByTestId('recipient-banner').waitFor()
    expect(await panelOf(page, 'Witness').innerText()).not.toMatch(/writes|read by/)
    expect(await writer().innerText()).not.toContain('writes for')
    await openTab(page, zosia)
  })

  it('tells since when something has not arrived, and the same however much follows', async () => {
    fixture.closeWitness()
    await write(page, zosia, 'Is she warm?')
    await statusOf(page, 'Is she warm?').getByText('Sent').waitFor()
    await expect.poll(() => writer().innerText()).toMatch(/not delivered since \d\d:\d\d$/m)
    const since = /since (\d\d:\d\d)/.exec(await writer().innerText())?.[1]
    for (const text of ['Does she drink?', 'Please answer.']) await write(page, zosia, text)
    await statusOf(page, 'Please answer.').getByText('Sent').waitFor()
    await expect.poll(() => writer().innerText()).toContain(`not delivered since ${since}`)
    fixture.openWitness()
    await expect.poll(() => writer().innerText(), { timeout: longMs }).toContain(`not read since ${since}`)
    const { heads } =
      fixture
        .witness()
        .sessions()
        .find(({ id }) => id === fixture.sessionAt(0)) ?? {}
    fixture.witness().markRead(fixture.sessionAt(0), 'care', heads?.care ?? 0)
    await expect.poll(() => writer().innerText(), { timeout: longMs }).toContain('read all')
  })

  it('says until when it lasts, with the day where that is another', async () => {
    const put = (expiresAt: number) =>
      fixture.admin.putSession(fixture.sessionAt(0), {
        kind: 'visit',
        participants: [
          { userId: clinicianId, role: 'clinician' },
          { userId: witnessId, role: 'patient' },
        ],
        expiresAt,
      })
    const header = panelOf(page, zosia).locator('header')
    const end = Date.now() + 3 * 86_400_000
    await put(end)
    const day = new Date(end).getDate()
    await expect
      .poll(() => header.innerText())
      .toMatch(new RegExp(`Visit until (${day} \\w+|\\w+ ${day}), \\d\\d:\\d\\d`))
    await put(Date.now() + 90_000)
    await expect.poll(() => header.innerText()).toMatch(/Visit until .*\d\d:\d\d/)
    await header.getByText(/Ends in [12] min/).waitFor()
  })
})

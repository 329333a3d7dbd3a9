import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { openPage } from '../../support/browser/openPage.ts'
import {
  isConnected,
  messageOf,
  phone,
  statusOf,
  type VisitInBrowser,
  write,
} from '../../support/patient/openVisitInBrowser.ts'
import { forEachVisit } from './forEachVisit.ts'

describeInChromium('a visit that only its link opens again', (browser) => {
  let fixture: VisitInBrowser

  forEachVisit(
    browser,
    (opened) => {
      fixture = opened
    },
    { VISIT_REOPENING: 'link' },
  )

  async function newTab(page: Page): Promise<Page> {
    const tab = await page.context().newPage()
    await tab.goto(`${fixture.relay.url}/visit/`)
    return tab
  }

  it('shows nothing at the address of the page, not even a question, and goes on where the link is opened', async () => {
    await fixture.relay.putSession('visit-1', {
      kind: 'visit',
      participants: [
        { userId: 'pat', role: 'patient' },
        { userId: 'ada', role: 'clinician' },
      ],
      patient: { name: 'Maria Lindqvist', birthDate: '1964-03-31', sex: 'female', mrn: '0815' },
    })
    const link = await fixture.invite()
    const { page } = await openPage(browser(), link, phone)
    await isConnected(page)
    await write(page, 'The marker of this patient')
    await expect.poll(() => statusOf(page, 'The marker of this patient')).toBe('Sent')
    const tab = await newTab(page)
    await tab.getByRole('heading', { name: 'No visit is open here' }).waitFor()
    expect(await tab.getByLabel('Day').count()).toBe(0)
    expect(await tab.content()).not.toMatch(/Maria|Okafor|marker|1964/)
    await tab.goto('about:blank')
    await tab.goto(link)
    await isConnected(tab)
    await messageOf(tab, 'The marker of this patient').waitFor()
    await page.reload()
    await isConnected(page)
  })
})

import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { Patient } from '../../../src/shared/model/session.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openConsoleInBrowser } from '../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../support/console/relayWithConsole.ts'

/** Two of one name, born in one year; and one of another year. */
const namesakes = {
  'anna-elder': { name: 'Anna Schmidt', birthDate: '1951-02-03', sex: 'female', mrn: '5101' },
  'anna-spring': { name: 'Anna Schmidt', birthDate: '1964-03-11', sex: 'female', mrn: '6403' },
  'anna-autumn': { name: 'Anna Schmidt', birthDate: '1964-10-12', sex: 'female', mrn: '6410' },
} as const
const distinguished = [
  ['anna-elder', '1951', '1951-02-03'],
  ['anna-spring', '1964-03-11', '1964-03-11'],
  ['anna-autumn', '1964-10-12', '1964-10-12'],
] as const

/** From one that leaves room for everything to one that is too long by itself. */
const ofEveryLength = Array.from(
  { length: 14 },
  (_, index) => `Robin ${'Winterbourne-Ashgrove '.repeat(4).slice(0, 6 + index * 3)}`,
)

describeInChromium('names of patients in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    for (const [id, patient] of Object.entries(namesakes)) await putSession(id, patient)
    for (const [index, name] of ofEveryLength.entries()) {
      await putSession(`long-${index}`, { name, birthDate: '2026-01-05', sex: 'female', mrn: `90${index}` })
    }
    page = (await fixture.openSignedIn({ viewport: { width: 1920, height: 900 } })).page
    for (const [id] of distinguished) await open(id)
  })
  afterAll(() => fixture?.close())

  const putSession = (id: string, patient: Patient) =>
    fixture.admin.putSession(sessionIdSchema.parse(id), {
      kind: 'chat',
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient,
    })
  const row = (id: string) => page.locator(`[data-session="${id}"]`)
  const panel = (id: string) => page.locator(`[data-panel="${id}"]`)
  async function open(id: string): Promise<void> {
    await row(id).click()
    await panel(id).waitFor()
  }

  describe('that two patients share', () => {
    it.each(distinguished)('are told apart in the list: %s', async (id, brief) => {
      const difference = row(id).locator('strong')
      await expect.poll(() => difference.innerText()).toBe(`born ${brief}`)
      await expect.poll(() => isWhole(difference)).toBe(true)
    })

    it.each(distinguished)('are told apart on their tabs: %s', async (id, brief) => {
      const tab = page.locator(`[data-tab="${id}"]`)
      expect((await tab.innerText()).replaceAll(/\s+/g, ' ')).toContain(`Anna Schmidt ${brief}`)
    })

    it.each(distinguished)(
      'are told apart where somebody writes, before anything else about them: %s',
      async (id, _, birth) => {
        await open(id)
        const banner = panel(id).getByTestId('recipient-banner')
        expect((await banner.innerText()).replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`^To Anna Schmidt born ${birth}`))
      },
    )

    it.each(distinguished)('are warned of over the conversation, each of the others: %s', async (id) => {
      await open(id)
      const others = distinguished.filter(([other]) => other !== id).map(([, , birth]) => `born ${birth}`)
      const alert = panel(id).getByTestId('name-alert')
      await expect.poll(() => alert.innerText()).toMatch(/^Another Anna Schmidt: /)
      for (const other of others) await expect.poll(() => alert.innerText()).toContain(other)
      await expect.poll(() => isWhole(alert)).toBe(true)
    })

    it('are told apart in the palette, and its choice opens the one that it says', async () => {
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Patient or action').fill('schmidt')
      const choices = page.getByRole('dialog').getByRole('button').filter({ hasText: 'Anna Schmidt' })
      await expect.poll(() => choices.count()).toBe(3)
      const facts = await choices.allInnerTexts()
      for (const [, , birth] of distinguished)
        expect(facts.filter((text) => text.includes(`born ${birth}`))).toHaveLength(1)
      await choices.filter({ hasText: 'born 1951-02-03' }).click()
      await panel('anna-elder').waitFor()
      await expect.poll(() => row('anna-elder').getAttribute('data-active')).toBe('true')
    })
  })

  it('have the width first: age and sex are cut before anything of a name is', async () => {
    const rows = await page.locator('[data-session^="long-"]').evaluateAll((elements) =>
      elements.map((element) => {
        const [name, facts] = [element.querySelector('[dir=auto]'), element.querySelector('small')]
        if (!name || !facts) throw new Error('a row without a name or without age and sex')
        return {
          isNameCut: name.scrollWidth > name.clientWidth,
          areFactsCut: facts.scrollWidth > facts.clientWidth,
          factsWidth: facts.clientWidth,
        }
      }),
    )
    expect(rows.filter(({ areFactsCut }) => !areFactsCut)).not.toEqual([])
    expect(rows.filter(({ isNameCut, areFactsCut }) => areFactsCut && !isNameCut)).not.toEqual([])
    const cut = rows.filter(({ isNameCut }) => isNameCut)
    expect(cut).not.toEqual([])
    for (const { factsWidth } of cut) expect(factsWidth).toBeLessThanOrEqual(1)
  })
})

/** Whether nothing of an element's text is cut off by its own edge. */
function isWhole(element: Locator): Promise<boolean> {
  return element.evaluate(
    (shown) => shown.getBoundingClientRect().width > 0 && getComputedStyle(shown).textOverflow !== 'ellipsis',
  )
}

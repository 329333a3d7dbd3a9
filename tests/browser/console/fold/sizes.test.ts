import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openConsoleInBrowser } from '../../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../../support/console/relayWithConsole.ts'
import { textOutsideBox } from './textOutsideBox.ts'

/** Of a name that two have, of a name that is long, and of one that is written from right to left. */
const people = {
  'anna-elder': { name: 'Anna Schmidt', birthDate: '1951-02-03', sex: 'female', mrn: '5101' },
  'anna-younger': { name: 'Anna Schmidt', birthDate: '1964-03-11', sex: 'female', mrn: '6403' },
  long: {
    name: 'Maximiliane-Wilhelmine Wolfeschlegelsteinhausenbergerdorff-Winterbourne von und zu Ashgrove',
    birthDate: '1964-03-11',
    sex: 'female',
    mrn: '4821-0000-1111-2222',
  },
  arabic: { name: 'محمد بن عبد الله الأنصاري', birthDate: '1980-01-02', sex: 'male', mrn: '77' },
} as const
const ids = Object.keys(people)

/** The two usual windows, the first at 125 and at 200 % zoom, and the narrowest in which nothing may have to be scrolled sideways. */
const sizes = {
  '1920x1080': { width: 1920, height: 1080 },
  '1280x800': { width: 1280, height: 800 },
  '1024x768': { width: 1024, height: 768 },
  '640x400': { width: 640, height: 400 },
  '320x640': { width: 320, height: 640 },
}

const mother = userIdSchema.parse('mother')

const sevenLines = Array.from({ length: 7 }, (_, line) => `${line + 1}. Take one of these with food.`).join('\n')

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('the console at every size of its window in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await fixture.admin.putUser(mother, { name: 'ليلى الأنصاري', role: 'patient', password: 'of nobody' })
    for (const [id, patient] of Object.entries(people)) {
      await fixture.admin.putSession(sessionIdSchema.parse(id), {
        kind: 'chat',
        participants: [
          { userId: clinicianId, role: 'clinician' },
          { userId: witnessId, role: 'patient' },
          { userId: mother, role: 'patient' },
        ],
        patient,
        expiresAt: Date.now() + 8 * 60_000,
      })
    }
    page = (await fixture.openSignedIn({ viewport: sizes['1280x800'] })).page
    for (const id of ids) {
      await page.locator(`[data-session="${id}"]`).click()
      await panel(id).waitFor()
    }
    await fixture.sendAsPatient(0, 'Could somebody tell me how long I have to wait for the result of this test?')
    await page.getByText('Could somebody tell me').first().waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  /** Makes the window so large. What a key does in it depends on what is folded away, which the page learns a frame later. */
  async function resize(size: keyof typeof sizes): Promise<void> {
    await page.setViewportSize(sizes[size])
    await page.locator(`[data-screen][data-folds-side="${sizes[size].width <= 1_100}"]`).waitFor()
    // The tabs are laid out a moment after the window has its size.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  }

  const panel = (id: string) => page.locator(`[data-panel="${id}"]`)
  const composer = () => page.locator('textarea[data-composer]')

  /** Goes to the tab of a patient as the keyboard does at every size. */
  async function goTo(id: string): Promise<void> {
    await page.keyboard.press(`Alt+${ids.indexOf(id) + 1}`)
    await panel(id).locator('header').waitFor()
    await expect
      .poll(() =>
        panel(id)
          .locator('textarea')
          .evaluate((area) => area === document.activeElement),
      )
      .toBe(true)
  }

  it.each(Object.keys(sizes) as (keyof typeof sizes)[])('has no text outside of its box at %s', async (size) => {
    await resize(size)
    const outside: Record<string, string[]> = {}
    const look = async (state: string) => {
      const found = await textOutsideBox(page)
      if (found.length > 0) outside[state] = found
    }
    for (const id of ids) {
      await goTo(id)
      await look(id)
      await page.keyboard.press('Alt+s')
      await look(`${id}, staff`)
      await page.keyboard.press('Alt+c')
    }
    await goTo('long')
    await composer().fill(sevenLines)
    await look('with a draft')
    for (const key of ['Alt+l', 'Alt+p']) {
      await page.keyboard.press(key)
      await look(`after ${key}`)
      await page.keyboard.press('Escape')
    }
    if (sizes[size].width > 1100) await page.keyboard.press('Alt+p')
    await goTo('long')
    await composer().fill('')
    expect(outside).toEqual({})
  })

  it.each(['640x400', '320x640'] as const)('says whose session it is, and to whom one writes, at %s', async (size) => {
    await resize(size)
    for (const id of ['anna-elder', 'anna-younger'] as const) {
      await goTo(id)
      const banner = panel(id).getByTestId('recipient-banner')
      for (const part of [banner.getByText('To Anna Schmidt'), banner.locator('strong'), panel(id).locator('h1')]) {
        await expect.poll(() => part.evaluate(isSeen)).toBe(true)
      }
      await expect.poll(() => banner.innerText()).toContain(people[id].birthDate)
      await expect.poll(() => panel(id).locator('header strong').first().evaluate(isSeen)).toBe(true)
    }
  })

  it('says at the side what the header does not say, and each name beside its dot', async () => {
    const side = page.getByRole('complementary', { name: 'Patient' })
    const record = side.getByTestId('patient-record')
    await resize('1280x800')
    await goTo('arabic')
    await side.getByRole('heading', { name: people.arabic.name }).waitFor()
    expect(await record.isVisible()).toBe(false)
    const person = side.getByRole('listitem').filter({ hasText: 'ليلى' })
    const gaps = await person.evaluate((line) => {
      const [dot, name] = [line.querySelector('[role=img]'), line.querySelector('bdi')]
      return dot && name ? name.getBoundingClientRect().left - dot.getBoundingClientRect().right : null
    })
    expect(gaps).toBeGreaterThan(0)
    expect(gaps).toBeLessThan(16)
    await resize('1024x768')
    await page.keyboard.press('Alt+p')
    await expect.poll(() => record.isVisible()).toBe(true)
    await expect.poll(() => record.innerText()).toContain(people.arabic.mrn)
    await page.keyboard.press('Escape')
  })

  it('leaves two fifths of the height to the conversation at 200 % zoom, with seven lines written', async () => {
    await resize('640x400')
    await goTo('anna-elder')
    await composer().fill(sevenLines)
    const heightOf = (selector: string) =>
      page.locator(selector).evaluate((part) => part.getBoundingClientRect().height)
    expect(await heightOf('[role=log]')).toBeGreaterThanOrEqual(0.4 * 400)
    expect(await heightOf('form')).toBeLessThanOrEqual(0.4 * (await heightOf('[data-panel=anna-elder]')))
    for (const part of [page.getByTestId('recipient-banner'), page.getByRole('button', { name: 'Send' })]) {
      await expect.poll(() => part.evaluate(isSeen)).toBe(true)
    }
    await composer().fill('')
  })
})

/** Returns whether an element is on the screen with its whole height, and nothing lies over its beginning. */
function isSeen(element: Element): boolean {
  const { left, top, bottom, height, width } = element.getBoundingClientRect()
  if (width < 1 || height < 1 || top < 0 || bottom > innerHeight) return false
  const [y, x] = [(top + bottom) / 2, left + 2]
  const there = document.elementFromPoint(x, y)
  return there !== null && (element.contains(there) || there.contains(element))
}

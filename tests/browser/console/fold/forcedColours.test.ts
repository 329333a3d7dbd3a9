import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { lowContrast } from '../lowContrast.ts'

const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can']

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('the console in colours that the system forces, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn()).page
    await fixture.sendAsPatient(1, 'Is anybody there?')
    await rowOf(page, bea).getByText('Is anybody there?').waitFor()
    await openTab(page, cem)
    await openTab(page, ann)
    await page.emulateMedia({ forcedColors: 'active' })
  }, longMs)
  afterAll(() => fixture?.close())

  const tabOf = (name: string) => page.locator('[data-tab]', { hasText: name.split(' ')[1] ?? name })
  const thread = (name: 'Care' | 'Staff') => panelOf(page, ann).getByRole('button', { name })

  it('keeps the colour of each patient, which is not that of another', async () => {
    const markOf = (name: string) =>
      rowOf(page, name)
        .locator('[data-mark]')
        .evaluate((mark) => getComputedStyle(mark).backgroundColor)
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(new Set([await markOf(ann), await markOf(cem), ground]).size).toBe(3)
  })

  it('tells the row, the tab, the thread and the filter at work from the others by more than colour', async () => {
    expect(await ofShape(rowOf(page, ann))).not.toEqual(await ofShape(rowOf(page, cem)))
    expect(await ofShape(tabOf(ann))).not.toEqual(await ofShape(tabOf(cem)))
    expect(await ofShape(thread('Care'))).not.toEqual(await ofShape(thread('Staff')))
    const filter = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })
    expect(await ofShape(filter('Mine'))).not.toEqual(await ofShape(filter('All')))
  })

  it('tells a note from a message, an unread count from a text, and where the keyboard is', async () => {
    const form = panelOf(page, ann).locator('form')
    const asMessage = await ofShape(form)
    await page.keyboard.press('Alt+s')
    await expect.poll(() => form.getAttribute('data-thread')).toBe('staff')
    expect(await ofShape(form)).not.toEqual(asMessage)
    await page.keyboard.press('Alt+c')
    const badge = rowOf(page, bea).locator('[data-badge]')
    expect(await ofShape(badge)).not.toEqual(await ofShape(rowOf(page, bea).locator('[dir=auto]').first()))
    await page.keyboard.press('Alt+l')
    await page.keyboard.press('Home')
    const focused = page.locator('[data-session]:focus')
    await expect.poll(() => focused.innerText()).toContain(bea)
    const other = page.locator('[data-session]:not(:focus):not([data-active=true])')
    expect(await ofShape(focused)).not.toEqual(await ofShape(other))
    expect(await ofShape(focused)).not.toEqual(await ofShape(rowOf(page, ann)))
    await page.keyboard.press('Alt+i')
  })

  it('marks a long wait with a sign', async () => {
    const signOf = (level: string) =>
      page.evaluate((name) => {
        const probe = document.createElement('span')
        probe.dataset.level = name
        document.body.append(probe)
        const { content } = getComputedStyle(probe, '::before')
        probe.remove()
        return content
      }, level)
    await expect.poll(() => signOf('calm')).toBe('none')
    await expect.poll(() => signOf('warn')).toContain('! ')
    await expect.poll(() => signOf('alarm')).toContain('!! ')
  })

  it.each(['light', 'dark'] as const)('can be read in %s colours, also in the palette', async (colorScheme) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme })
    const low = { atRest: await lowContrast(page) }
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill('ann')
    await page.locator('[data-action][data-selected]').waitFor()
    const selected = await ofShape(page.locator('[data-action][data-selected]'))
    const other = page.locator('[data-action]:not([data-selected])').first()
    if ((await other.count()) > 0) expect(selected).not.toEqual(await ofShape(other))
    const inPalette = await lowContrast(page)
    await page.keyboard.press('Escape')
    expect({ ...low, inPalette }).toEqual({ atRest: [], inPalette: [] })
  })
})

/** Returns what an element looks like without its colours: its outline, lines, borders, weight and decoration. */
function ofShape(element: Locator): Promise<readonly string[]> {
  return element.first().evaluate((shown) => {
    const { outlineStyle, outlineWidth, borderStyle, borderWidth, fontWeight, textDecorationLine } =
      getComputedStyle(shown)
    return [outlineStyle, outlineWidth, borderStyle, borderWidth, fontWeight, textDecorationLine]
  })
}

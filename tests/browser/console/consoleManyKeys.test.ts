import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { keepBusy, pressAtOnce } from '../../support/browser/pressAtOnce.ts'
import { type ConsoleInBrowser, openConsoleInBrowser, panelOf } from '../../support/console/openConsoleInBrowser.ts'

const others = Array.from({ length: 399 }, (_, index) => `Pat ${String.fromCharCode(65 + (index % 26))}${index}`)
const tabs = 20

describeInChromium('keys of a console with 400 patients, and 20 tabs from its last start', (browser) => {
  let fixture: ConsoleInBrowser
  beforeEach(async () => {
    fixture = await openConsoleInBrowser(browser(), { patients: ['Num Nolan', ...others] })
  }, 120_000)
  afterEach(() => fixture.close())

  it('reach the palette or nobody after Ctrl+K, at the first opening too, however busy the page is', async () => {
    const { page } = await fixture.openSignedIn()
    const rows = page.locator('[data-session]')
    for (let index = 0; index < tabs; index += 1) await rows.nth(index).click()
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(tabs)
    const composer = panelOf(page).locator('textarea[data-composer]:visible')
    await composer.fill('for this patient')
    const patient = await composer.getAttribute('aria-label')
    await page.keyboard.press('Alt+l')
    // A page that is loaded again shows what the console has on its disk, and not what the page before knew.
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
    await page.reload()
    await expect.poll(() => composer.inputValue()).toBe('for this patient')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(tabs)
    await fixture.host.kill()
    const token = await fixture.host.start()
    const again = await page.context().newPage()
    await page.close()
    await again.goto(`http://127.0.0.1:${fixture.hostPort}/#${token}`)

    const restored = again.getByRole('textbox', { name: patient ?? '', exact: true })
    await restored.waitFor()
    await expect.poll(() => again.locator('[data-tab]').count()).toBe(tabs)
    await expect.poll(() => restored.inputValue()).toBe('for this patient')
    await restored.focus()
    await keepBusy(again)
    await pressAtOnce(again, ['Ctrl+K', ...'Num nolan', 'Enter', ...'hello'])
    const opened = panelOf(again, 'Num Nolan').locator('textarea[data-composer]')
    await expect.poll(() => opened.inputValue()).toBe('hello')
    await pressAtOnce(again, ['Alt+PageUp', 'Ctrl+K', 'Escape', 'Enter', 'Ctrl+K', 'Enter'])
    await again.keyboard.press('Escape')
    const texts = await again
      .locator('textarea[data-composer]')
      .evaluateAll((areas) => areas.map((area) => (area instanceof HTMLTextAreaElement ? area.value : '')))
    expect(texts.filter((text) => text !== '').every((text) => ['hello', 'for this patient'].includes(text))).toBe(true)
    expect(fixture.sessionIds.flatMap((_, index) => fixture.textsAtWitness(index))).toEqual([])
  }, 240_000)
})

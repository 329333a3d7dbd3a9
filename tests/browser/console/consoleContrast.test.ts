import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openTab, rowOf, write } from '../../support/console/openConsoleInBrowser.ts'
import { forEachConsole } from './forEachConsole.ts'
import { lowContrast } from './lowContrast.ts'

describeInChromium('what the console in Chromium says can be read', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  /**
   * Returns what cannot be read of what `reach` has brought about, in every colour scheme and contrast that a system can ask for.
   */
  async function lowEverywhere(page: Page, reach: (take: (state: string) => Promise<void>) => Promise<void>) {
    const low: Record<string, string[]> = {}
    for (const contrast of ['no-preference', 'more'] as const)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, contrast })
        await reach(async (state) => {
          const found = await lowContrast(page)
          if (found.length > 0) low[`${colorScheme}, ${contrast}, ${state}`] = found
        })
      }
    return low
  }

  it('in light, dark and high contrast, also what is pointed at and what the palette has chosen', async () => {
    const { page } = await fixture.openSignedIn()
    await fixture.sendAsPatient(1, 'It hurts more today.')
    await openTab(page, 'Bea Berg')
    await openTab(page, 'Ann Aare')
    await write(page, 'Ann Aare', 'Since when?')
    const low = await lowEverywhere(page, async (take) => {
      await take('at rest')
      for (const pointed of [rowOf(page, 'Ann Aare'), rowOf(page, 'Cem Can'), page.locator('[data-tab]').first()]) {
        await pointed.hover()
        await take('pointed at')
      }
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Patient or action').fill('ann')
      await take('palette')
      await page.keyboard.press('Escape')
    })
    expect(low).toEqual({})
  })

  it('before signing in, when that is refused, in the menu, where the keyboard stands, and while the relay is away', async () => {
    const { page } = await fixture.openConsole()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const atSignIn = await lowEverywhere(page, (take) => take('sign-in'))
    await fixture.signIn(page, 'not the password')
    await page.getByRole('alert').first().waitFor()
    const refused = await lowEverywhere(page, (take) => take('refused'))
    await fixture.signIn(page, fixture.password)
    await rowOf(page, 'Ann Aare').waitFor()
    await openTab(page, 'Ann Aare')
    const reached = await lowEverywhere(page, async (take) => {
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press('Tab')
        await take(`focus ${step}`)
      }
      for (const menu of await page.locator('[aria-haspopup=menu]').all()) {
        await menu.click()
        await page.getByRole('menu').waitFor()
        await page.getByRole('menuitem').first().hover()
        await take('menu')
        await page.keyboard.press('Escape')
        await page.getByRole('menu').waitFor({ state: 'detached' })
      }
    })
    await fixture.relay.stop()
    await write(page, 'Ann Aare', 'Written while the relay is away.')
    await page.getByTestId('unsent').click()
    const away = await lowEverywhere(page, (take) => take('relay away, and what waits for it'))
    expect({ ...atSignIn, ...refused, ...reached, ...away }).toEqual({})
  })
})

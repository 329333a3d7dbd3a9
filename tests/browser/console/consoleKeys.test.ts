import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../support/browser/pressAtOnce.ts'
import { type ConsoleInBrowser, openTab, panelOf, rowOf } from '../../support/console/openConsoleInBrowser.ts'
import { forEachConsole } from './forEachConsole.ts'

describeInChromium('keys of the console in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  it('gives every key after Ctrl+K to the palette, with nothing between them, at the first opening too', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.focus()
    await pressAtOnce(page, ['Ctrl+K', ...'hal hess'])
    await expect.poll(() => page.getByPlaceholder('Patient or action').inputValue()).toBe('hal hess')
    await page.keyboard.press('Escape')
    await expect.poll(() => composer.evaluate((element) => element === document.activeElement)).toBe(true)
    await pressAtOnce(page, ['Ctrl+K', ...'hess hal', 'Enter', ...'hello'])
    await expect.poll(() => panelOf(page, 'Hal Hess').getByRole('textbox').inputValue()).toBe('hello')
    await expect.poll(() => textsOfComposers(page)).toEqual(['hello'])
    await page.keyboard.press('Control+1')
    await panelOf(page, 'Ann Aare').waitFor()
    expect(await composer.inputValue()).toBe('')
  })

  it('gives a key after one that changes the tab to that tab, and to nobody where a dialog opens', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await openTab(page, 'Bea Berg')
    await panelOf(page, 'Bea Berg').getByRole('textbox').focus()
    await pressAtOnce(page, ['Ctrl+1', ...'for ann', 'Ctrl+2', ...'for bea', 'Alt+U', ...'xyz'])
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => panelOf(page, 'Bea Berg').getByRole('textbox').inputValue()).toBe('for bea')
    await page.keyboard.press('Control+1')
    await expect.poll(() => panelOf(page, 'Ann Aare').getByRole('textbox').inputValue()).toBe('for ann')
  })

  it('types what Option types on a Mac into the text, and changes nothing else', async () => {
    const { page } = await fixture.openConsole()
    // The link can be used once: the page comes back by what it has kept when it has been let in.
    await page.getByLabel('Relay address').waitFor()
    await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' }))
    await page.reload()
    await fixture.signIn(page, fixture.password)
    await rowOf(page, 'Ann Aare').waitFor()
    await fixture.sendAsPatient(1, 'Is anybody there?')
    await openTab(page, 'Ann Aare')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.focus()
    const session = await page.context().newCDPSession(page)
    for (const [key, code] of [
      ['ń', 'KeyN'],
      ['ś', 'KeyS'],
      ['ć', 'KeyC'],
      ['ł', 'KeyL'],
      ['∑', 'KeyW'],
    ] as const) {
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', modifiers: 1, key, code, text: key })
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', modifiers: 1, key, code })
    }
    await expect.poll(() => composer.inputValue()).toBe('ńśćł∑')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(1)
    await pressAtOnce(page, ['Ctrl+Cmd+N', ...'for bea'])
    await expect.poll(() => panelOf(page, 'Bea Berg').getByRole('textbox').inputValue()).toBe('for bea')
    await pressAtOnce(page, ['Ctrl+Cmd+1'])
    await expect.poll(() => composer.inputValue()).toBe('ńśćł∑')
  })

  it('ends a composed word with the Enter that ends it, in the order of Safari too, and sends with the next', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.focus()
    const session = await page.context().newCDPSession(page)
    await session.send('Input.imeSetComposition', { text: '2 mg', selectionStart: 4, selectionEnd: 4 })
    await session.send('Input.insertText', { text: '2 mg' })
    // The composition has ended when this key comes: only its code tells that it was of the input method.
    const enter = { type: 'keyDown' as const, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
    await session.send('Input.dispatchKeyEvent', enter)
    await expect.poll(() => composer.inputValue()).toBe('2 mg')
    expect(await page.locator('article[data-own=true]').count()).toBe(0)
    await page.keyboard.press('Enter')
    await expect.poll(() => composer.inputValue()).toBe('')
    await expect.poll(() => page.locator('article[data-own=true]').count()).toBe(1)
  })
})

function textsOfComposers(page: Page): Promise<string[]> {
  return page
    .locator('form textarea:visible')
    .evaluateAll((areas) => areas.map((area) => (area instanceof HTMLTextAreaElement ? area.value : '')))
}

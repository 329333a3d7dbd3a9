import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openTab, panelOf, patients, rowOf } from '../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../support/console/relayWithConsole.ts'
import { installDrawCounter } from './drawCounter.ts'
import { forEachConsole } from './forEachConsole.ts'
import { installFrameHold } from './frameHold.ts'

const anyone = patients[0]

describeInChromium('what the console draws in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  /** Puts so many more sessions on the relay. */
  async function putMore(count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      await fixture.admin.putSession(sessionIdSchema.parse(`more-${number}`), {
        kind: 'chat',
        participants: [
          { userId: clinicianId, role: 'clinician' },
          { userId: witnessId, role: 'patient' },
        ],
        patient: { name: `Nora Nord ${number}`, birthDate: '1971-05-06', sex: 'female', mrn: `N-${number}` },
      })
    }
  }

  /** Opens the console with React's commits counted. */
  async function openCounted(): Promise<Page> {
    const { page } = await fixture.openSignedIn()
    await page.addInitScript(installDrawCounter)
    await page.addInitScript(installFrameHold)
    await page.reload()
    await rowOf(page, anyone).waitFor()
    return page
  }
  const reset = (page: Page) => page.evaluate(() => window.drawCounter.reset())
  const drawnRows = (page: Page) => page.evaluate(() => window.drawCounter.rows)

  it('draws the row whose session has changed, and no other', async () => {
    const page = await openCounted()
    await openTab(page, 'Ann Aare')
    await fixture.sendAsPatient(3, 'first')
    await rowOf(page, 'Dua Diop').getByText('first').waitFor()
    await page.mouse.move(700, 300)
    await reset(page)
    await fixture.sendAsPatient(3, 'second')
    await rowOf(page, 'Dua Diop').getByText('second').waitFor()
    expect(Object.keys(await drawnRows(page))).toEqual([fixture.sessionAt(3)])
    // The order has stayed, so the list had no reason to be drawn.
    expect(await page.evaluate(() => window.drawCounter.list)).toBe(0)
  })

  it('draws everything that comes between two frames at once', async () => {
    const page = await openCounted()
    await openTab(page, 'Ann Aare')
    await page.evaluate(() => window.heldFrames.hold())
    const texts = [...Array.from({ length: 20 }, (_, number) => `message ${number}`), 'the last of them']
    for (const text of texts) await fixture.sendAsPatient(2, text)
    const heldBytes = () => page.evaluate(() => window.heldFrames.held.join(''))
    await expect.poll(heldBytes).toContain('the last of them')
    expect(await page.evaluate(() => window.heldFrames.held.length)).toBeGreaterThan(texts.length)
    await reset(page)
    await page.evaluate(() => window.heldFrames.release())
    await rowOf(page, 'Cem Can').getByText('the last of them').waitFor()
    // Once for the messages, and at the most once for the relay's answer to their receipts.
    expect((await drawnRows(page))[fixture.sessionAt(2)]).toBeLessThanOrEqual(2)
  })

  it('draws for a key in the palette no row of the list, and at most 50 rows of its own', async () => {
    await putMore(40)
    const page = await openCounted()
    await rowOf(page, 'Nora Nord 39').waitFor()
    await page.keyboard.press('Control+k')
    const rows = page.locator('[role=dialog] [data-action]')
    await rows.first().waitFor()
    await expect.poll(() => rows.count()).toBe(50)
    await reset(page)
    await page.keyboard.type('no')
    await expect.poll(() => rows.first().innerText()).toMatch(/^Nora Nord/)
    expect(await rows.count()).toBeLessThanOrEqual(50)
    expect(await drawnRows(page)).toEqual({})
    expect(await page.evaluate(() => window.drawCounter.list)).toBe(0)
  })

  it('has no elements for a tab out of sight, and its text when it comes back', async () => {
    const page = await openCounted()
    for (const name of ['Ann Aare', 'Bea Berg', 'Cem Can']) await openTab(page, name)
    await page.keyboard.press('Control+1')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.fill('not sent yet')
    await composer.press('Home')
    await composer.press('ArrowRight')
    await page.keyboard.press('Control+2')
    await panelOf(page, 'Bea Berg').waitFor()
    const hidden = await page.evaluate(() => window.drawCounter.hiddenElements())
    expect(Object.keys(hidden).sort()).toEqual([fixture.sessionAt(0), fixture.sessionAt(2)])
    for (const elements of Object.values(hidden)) expect(elements).toBeLessThanOrEqual(1)
    await page.keyboard.press('Control+1')
    await page.keyboard.type('-')
    await expect.poll(() => composer.inputValue()).toBe('n-ot sent yet')
  })

  it('draws of a long list what is in view, and goes through all of it by keys', async () => {
    const page = await openCounted()
    await putMore(120)
    const all = 120 + patients.length
    await expect.poll(() => page.locator('nav [aria-setsize]').first().getAttribute('aria-setsize')).toBe(`${all}`)
    expect(await page.locator('[data-session]').count()).toBeLessThan(50)
    await page.locator('[data-session][tabindex="0"]').focus()
    await page.keyboard.press('End')
    const placeOfFocus = () => page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'))
    await expect.poll(() => placeOfFocus()).toBe(`${all}`)
    for (const place of [all - 1, all - 2]) {
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => placeOfFocus()).toBe(`${place}`)
    }
    await page.keyboard.press('Home')
    await expect.poll(() => placeOfFocus()).toBe('1')
    expect(await page.locator('[data-session]').count()).toBeLessThan(50)
  })
})

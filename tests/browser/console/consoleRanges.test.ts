import type { Locator, Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { axeViolations } from '../../support/browser/axeViolations.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { type ConsoleInBrowser, openTab, panelOf, patients, rowOf } from '../../support/console/openConsoleInBrowser.ts'
import { clinicianId, witnessId } from '../../support/console/relayWithConsole.ts'
import { openFaultyLink } from '../../support/servers/faultyLink.ts'
import { forEachConsole } from './forEachConsole.ts'

const longMs = 90_000
const dua = 'Dua Diop'

describeInChromium('a long conversation in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  /** Sends so many lines as a patient, each with its number. `extra` adds to one of them. */
  async function sendLines(index: number, count: number, extra: Readonly<Record<number, string>> = {}): Promise<void> {
    const lines = Array.from({ length: count }, (_, at) => `line ${at + 1} ${extra[at + 1] ?? 'word '.repeat(at % 9)}`)
    // In their order: what a connection sends is stored as it comes.
    for (let from = 0; from < count; from += 100) {
      await Promise.all(lines.slice(from, from + 100).map((text) => fixture.sendAsPatient(index, text)))
    }
  }

  const logOf = (page: Page) => panelOf(page, dua).getByRole('log')

  /** Returns the numbers of the lines that are drawn, from top to bottom, those beyond the window included. */
  const drawnLines = (log: Locator): Promise<number[]> =>
    log.locator('article').evaluateAll((articles) =>
      articles
        .map((article) => ({
          top: article.getBoundingClientRect().top,
          line: Number(/line (\d+)/.exec(article.textContent ?? '')?.[1]),
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ line }) => line),
    )

  /** Requires that no line lacks between two that are drawn. The one with the focus stays drawn wherever it is. */
  async function requireNoHole(log: Locator): Promise<number[]> {
    const lines = await drawnLines(log)
    for (const [at, line] of lines.entries()) if (at > 0) expect(line).toBe((lines[at - 1] ?? 0) + 1)
    return lines
  }

  /** Turns the wheel until `isThere`, and looks at every step. */
  async function wheelUntil(
    log: Locator,
    byPx: number,
    isThere: (lines: readonly number[]) => boolean | Promise<boolean>,
  ) {
    await log.hover()
    await expect
      .poll(
        async () => {
          await log.page().mouse.wheel(0, byPx)
          const lines = await requireNoHole(log)
          return await isThere(lines)
        },
        { timeout: longMs, interval: 30 },
      )
      .toBe(true)
  }

  async function openThrough(link: { readonly url: string }): Promise<Page> {
    const { page } = await fixture.openConsole()
    await fixture.signIn(page, fixture.password, link.url)
    await rowOf(page, patients[0]).waitFor()
    return page
  }

  it('is read back to its beginning over a slow line and through a break of it, each line once and in order', async () => {
    await sendLines(3, 1_000)
    const link = await openFaultyLink(Number(new URL(fixture.relayUrl).port))
    onTestFinished(() => link.close())
    const page = await openThrough(link)
    await openTab(page, dua)
    const log = logOf(page)
    await log.focus()
    await page.keyboard.press('End')
    await log.getByText('line 1000 ').waitFor()
    link.setDown({ kind: 'delay', byMs: 150 })
    await wheelUntil(log, -900, (lines) => (lines[0] ?? 1_000) < 700)
    link.refuse(true)
    link.cut()
    const lacking = log.locator('[data-edge=earlier][data-kind=lacking]')
    await wheelUntil(log, -1_500, async (lines) => lines[0] === 1 || (await lacking.isVisible()))
    if (await lacking.isVisible()) {
      await expect.poll(() => lacking.innerText()).toMatch(/^Earlier messages could not be fetched\. \S/)
      await lacking.getByRole('button', { name: 'Try again' }).waitFor()
      expect(await axeViolations(page)).toEqual([])
    }
    link.refuse(false)
    await wheelUntil(
      log,
      -1_500,
      async (lines) => lines[0] === 1 && (await log.evaluate((element) => element.scrollTop)) === 0,
    )
    await expect.poll(() => log.locator('[data-edge=earlier]').innerText()).toBe('The conversation begins here.')
    await panelOf(page, dua).getByRole('button', { name: 'Latest' }).click()
    await log.getByText('line 1000 ').waitFor()
    await fixture.sendAsPatient(3, 'line 1001 is new')
    await log.getByText('line 1001 is new').waitFor()
    await requireNoHole(log)
  }, 240_000)

  it('keeps what is read in its place when earlier lines come above it', async () => {
    await sendLines(3, 500)
    const { page } = await fixture.openSignedIn()
    await openTab(page, dua)
    const log = logOf(page)
    await log.focus()
    await page.keyboard.press('End')
    await log.getByText('line 500 ').waitFor()
    // Up to the very edge, where the line at the edge is what stands uppermost; watched in the page itself, frame by frame.
    const [before, after] = await log.evaluate(async (element) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const rows = () => [...element.querySelectorAll('article')]
      const placeOf = (row: Element) => row.getBoundingClientRect().top - element.getBoundingClientRect().top
      const firstInView = () => rows().find((row) => placeOf(row) >= 0 && placeOf(row) < 200)
      element.scrollTo(0, 0)
      while (!firstInView()) await frame()
      const text = firstInView()?.textContent
      const places: (number | undefined)[] = []
      const look = () => {
        const row = rows().find((candidate) => candidate.textContent === text)
        places.push(row && placeOf(row))
      }
      look()
      while (element.scrollTop < 500) await frame()
      for (let count = 0; count < 5; count += 1) await frame()
      look()
      return places
    })
    expect(before).toBeGreaterThan(0)
    expect(Math.abs((after ?? Number.NaN) - (before ?? Number.NaN))).toBeLessThanOrEqual(1)
  }, 120_000)

  it('is jumped into 3,000 lines back from what was found, is read on from there, and left to its end at once', async () => {
    await sendLines(3, 3_200, { 150: 'of ambergris' })
    const { page } = await fixture.openSignedIn()
    await openTab(page, dua)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ambergris')
    const found = page.getByRole('button', { name: /line 150 of ambergris/ })
    await found.waitFor({ timeout: longMs })
    expect(await axeViolations(page)).toEqual([])
    await found.click()
    const log = logOf(page)
    const landed = log.locator('article[data-landed=true]')
    await landed.waitFor()
    await expect.poll(() => landed.innerText()).toContain('line 150 of ambergris')
    await expect.poll(() => isWithin(landed, log)).toBe(true)
    await requireNoHole(log)
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
    await landed.waitFor({ state: 'detached', timeout: longMs })
    await wheelUntil(log, 1_200, (lines) => (lines.at(-1) ?? 0) > 420)
    await fixture.sendAsPatient(3, 'line 3201 is new')
    await panelOf(page, dua).getByRole('button', { name: '1 new' }).click()
    await log.getByText('line 3201 is new').waitFor()
    await requireNoHole(log)
  }, 240_000)

  it('is found by a word that was said in it after it was closed, and is read with nothing to write in', async () => {
    await sendLines(3, 120, { 40: 'of ambergris' })
    await fixture.admin.putSession(fixture.sessionAt(3), {
      kind: 'chat',
      active: false,
      participants: [
        { userId: clinicianId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name: dua, birthDate: '1964-03-11', sex: 'female', mrn: '4821-03' },
    })
    const { page, complaints } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ambergris')
    const found = page.getByRole('button', { name: /line 40 of ambergris/ })
    await found.waitFor({ timeout: longMs })
    await page.getByRole('button', { name: /Dua Diop.*last active.*Closed/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await panelOf(page, dua).waitFor()
    await expect.poll(() => isWithin(logOf(page).getByText('line 40 of ambergris'), logOf(page))).toBe(true)
    // After it was looked at: a space in the conversation turns a page.
    await page.keyboard.type('for nobody')
    expect(await panelOf(page, dua).getByRole('textbox').count()).toBe(0)
    await panelOf(page, dua).getByText('This session is closed. Nothing can be written to it any more.').waitFor()
    await openTab(page, 'Ann Aare')
    expect(await panelOf(page, 'Ann Aare').getByRole('textbox').inputValue()).toBe('')
    expect(complaints).toEqual([])
  }, 120_000)

  it('says in one line that nothing was found, and that the relay cannot be asked', async () => {
    const link = await openFaultyLink(Number(new URL(fixture.relayUrl).port))
    onTestFinished(() => link.close())
    const page = await openThrough(link)
    await page.keyboard.press('Control+k')
    const foot = page.locator('[data-found]')
    await page.keyboard.type('x')
    await expect.poll(() => foot.getAttribute('data-found')).toBe('idle')
    await page.keyboard.type('yzzy')
    await foot.getByText('The relay finds nothing more.').waitFor({ timeout: longMs })
    link.refuse(true)
    link.cut()
    await page.keyboard.type('s')
    await foot.getByText(/^Not searched at the relay\. \S/).waitFor({ timeout: longMs })
    link.refuse(false)
    await foot.getByText('The relay finds nothing more.').waitFor({ timeout: longMs })
  }, 120_000)
})

async function isWithin(row: Locator, log: Locator): Promise<boolean> {
  const [inner, outer] = await Promise.all([row.boundingBox(), log.boundingBox()])
  return inner !== null && outer !== null && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height
}

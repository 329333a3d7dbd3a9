import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const ann = 'Ann Aare'
const bea = 'Bea Berg'
const draft = 'Take it with food'

const wide = { width: 1280, height: 800 }
const withoutSide = { width: 1024, height: 768 }
const withoutRail = { width: 800, height: 700 }

/** Time that a busy machine takes to start a relay and a console, and to sign in. */
const longMs = 180_000

describeInChromium('a console in a window with room for less in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openSignedIn({ viewport: wide })).page
    await fixture.sendAsPatient(1, 'Is anybody there?')
    await rowOf(page, bea).getByText('Is anybody there?').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  /** Everything as at first: a wide window, Ann’s tab alone, her draft, and the focus at its end. */
  beforeEach(async () => {
    await resize(wide)
    await rowOf(page, ann).click()
    await composerOf(ann).fill(draft)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
  })

  const at = (index: number) => page.locator(`[data-panel="${fixture.sessionAt(index)}"]`)
  const composerOf = (name: string) => panelOf(page, name).locator('textarea[data-composer]')
  const drawer = (name: 'rail' | 'side') => page.locator(`[data-drawer="${name}"] > aside`)
  const isWriting = (element: Locator) => element.evaluate((area) => area === document.activeElement)
  const isIn = (element: Locator) => element.evaluate((part) => part.contains(document.activeElement))
  /** Returns the places of everything that is said and written in the middle of the screen. */
  const placesInMain = () =>
    page.locator('[data-panel] *').evaluateAll((parts) =>
      parts.map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect()
        return [part.tagName, x, y, width, height].join(' ')
      }),
    )
  const resize = async (size: { readonly width: number; readonly height: number }) => {
    await page.setViewportSize(size)
    await expect.poll(() => page.locator('[data-screen]').getAttribute('data-folds-side')).toBe(`${size.width <= 1100}`)
    await expect.poll(() => page.locator('[data-screen]').getAttribute('data-folds-rail')).toBe(`${size.width <= 900}`)
  }

  it('shows the patient over the conversation at 1024 px, moves nothing, and gives the focus back', async () => {
    await resize(withoutSide)
    await expect.poll(() => drawer('side').isVisible()).toBe(false)
    await composerOf(ann).press('ArrowLeft')
    await expect.poll(placesInMain).toEqual(await placesInMain())
    const before = await placesInMain()
    await pressAtOnce(page, ['Alt+P', 'x', 'Enter'])
    await expect.poll(() => drawer('side').isVisible()).toBe(true)
    await expect.poll(() => isIn(drawer('side'))).toBe(true)
    await expect.poll(() => drawer('side').innerText()).toContain('Staff notes')
    expect(await placesInMain()).toEqual(before)
    await page.keyboard.press('Escape')
    await expect.poll(() => drawer('side').isVisible()).toBe(false)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await page.keyboard.type('!')
    await expect.poll(() => composerOf(ann).inputValue()).toBe(`${draft.slice(0, -1)}!${draft.slice(-1)}`)
    expect(await page.locator('article[data-own=true]').count()).toBe(0)
  })

  it('shows and hides the patient with the same key, also from the palette, and in a wide window as it was', async () => {
    await resize(withoutSide)
    await page.keyboard.press('Alt+p')
    await expect.poll(() => drawer('side').isVisible()).toBe(true)
    await page.keyboard.press('Alt+p')
    await expect.poll(() => drawer('side').isVisible()).toBe(false)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill('show or hide the patient')
    await page.keyboard.press('Enter')
    await expect.poll(() => drawer('side').isVisible()).toBe(true)
    await expect.poll(() => isIn(drawer('side'))).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await resize(wide)
    await expect.poll(() => drawer('side').isVisible()).toBe(true)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
  })

  it('never lets anything lie over a text that is written, whichever way somebody comes to it', async () => {
    await resize({ width: 640, height: 400 })
    /** Presses the text where the drawer leaves it free. */
    const pressText = async (opened: 'rail' | 'side') => {
      const { width } = await composerOf(ann).evaluate((area) => area.getBoundingClientRect())
      await composerOf(ann).click({ position: { x: opened === 'rail' ? width - 6 : 6, y: 8 } })
    }
    const ways = {
      'its key': () => page.keyboard.press('Alt+i'),
      'a press': pressText,
      'its thread': () => page.keyboard.press('Alt+c'),
    }
    for (const [opened, key] of [
      ['rail', 'Alt+l'],
      ['side', 'Alt+p'],
    ] as const)
      for (const [way, come] of Object.entries(ways)) {
        await page.keyboard.press(key)
        await expect.poll(() => drawer(opened).isVisible(), { message: `${opened}, ${way}` }).toBe(true)
        await come(opened)
        await expect.poll(() => isWriting(composerOf(ann)), { message: `${opened}, ${way}` }).toBe(true)
        await expect.poll(() => drawer(opened).isVisible(), { message: `${opened}, ${way}` }).toBe(false)
        await expect.poll(() => isUncovered(panelOf(page, ann).locator('form'))).toBe(true)
      }
  })

  it('leaves the count, the longest wait and a button of the list at 800 px, and opens it with the focus in its row', async () => {
    await resize(withoutRail)
    await expect.poll(() => drawer('rail').isVisible()).toBe(false)
    const bar = page.getByRole('region', { name: 'Who waits' })
    await expect.poll(() => bar.innerText()).toMatch(/^1\s+owed\s+\d+:\d\d$/)
    await page.keyboard.press('Alt+l')
    await expect.poll(() => drawer('rail').isVisible()).toBe(true)
    await expect.poll(() => isWriting(rowOf(page, ann))).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => drawer('rail').isVisible()).toBe(false)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await bar.getByRole('button').click()
    await expect.poll(() => drawer('rail').isVisible()).toBe(true)
    await bar.getByRole('button').click()
    await expect.poll(() => drawer('rail').isVisible()).toBe(false)
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await expect.poll(() => composerOf(ann).inputValue()).toBe(draft)
  })

  it('closes the list over the conversation when somebody is chosen, and writes to that patient', async () => {
    await resize(withoutRail)
    await page.keyboard.press('Alt+l')
    await expect.poll(() => isWriting(rowOf(page, ann))).toBe(true)
    await page.keyboard.press('Home')
    await expect.poll(() => isWriting(rowOf(page, bea))).toBe(true)
    await pressAtOnce(page, ['Enter', ...'xyz'])
    await expect.poll(() => composerOf(bea).inputValue()).toBe('xyz')
    await expect.poll(() => drawer('rail').isVisible()).toBe(false)
    await composerOf(bea).fill('')
    await page.keyboard.press('Alt+w')
  })

  it('begins with those who wait when the list is opened again, wherever somebody was sought in it', async () => {
    await resize({ width: 800, height: 400 })
    const scrolled = () =>
      drawer('rail')
        .locator('nav')
        .evaluate((list) => list.scrollTop)
    await page.keyboard.press('Alt+l')
    await page.keyboard.press('End')
    await expect.poll(scrolled).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await expect.poll(scrolled).toBe(0)
    await page.keyboard.press('Alt+l')
    await page.keyboard.press('End')
    await expect.poll(scrolled).toBeGreaterThan(0)
    await rowOf(page, ann).click()
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await expect.poll(scrolled).toBe(0)
  })

  it('counts nothing as read that something lies over', async () => {
    await resize({ width: 640, height: 400 })
    await page.keyboard.press('Alt+l')
    await expect.poll(() => drawer('rail').isVisible()).toBe(true)
    await fixture.sendAsPatient(0, 'It hurts more today.')
    await panelOf(page, ann).getByText('It hurts more today.').first().waitFor()
    const unread = rowOf(page, ann).getByTitle('1 unread')
    await unread.waitFor()
    // Longer than a message has to be in view.
    await page.waitForTimeout(1_500)
    await expect.poll(() => unread.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await unread.waitFor({ state: 'detached' })
  })

  it('gives all of one column to the group of tabs at work, and has the others as they were in a wider window', async () => {
    await rowOf(page, bea).click()
    await panelOf(page, bea).waitFor()
    await page.keyboard.press('Alt+r')
    await panelOf(page, ann).waitFor()
    const widths = async () => [await widthOf(at(0)), await widthOf(at(1))]
    const before = await widths()
    await resize({ width: 640, height: 600 })
    await expect.poll(widths).toEqual([0, 640 - 44])
    await page.keyboard.press('F6')
    await expect.poll(widths).toEqual([640 - 44, 0])
    await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
    await resize(wide)
    await expect.poll(widths).toEqual(before)
    await rowOf(page, bea).click()
    await page.keyboard.press('Alt+w')
    await expect.poll(() => panelOf(page, bea).count()).toBe(0)
  })

  it('takes neither focus nor text from anybody when the window changes, and draws nothing anew', async () => {
    const marked = () =>
      page.locator('aside, form, textarea').evaluateAll((parts) => parts.map((part) => part.dataset.seen))
    await page.locator('aside, form, textarea').evaluateAll((parts) => {
      for (const part of parts) part.dataset.seen = 'before'
    })
    const seen = await marked()
    const sizes = [
      withoutSide,
      withoutRail,
      { width: 640, height: 400 },
      { width: 320, height: 640 },
      withoutSide,
      wide,
    ]
    for (const size of sizes) {
      await resize(size)
      expect(await marked()).toEqual(seen)
      await expect.poll(() => isWriting(composerOf(ann))).toBe(true)
      await expect.poll(() => composerOf(ann).inputValue()).toBe(draft)
    }
    await page.keyboard.press('Alt+l')
    await expect.poll(() => isWriting(rowOf(page, ann))).toBe(true)
    for (const size of sizes) {
      await resize(size)
      await expect.poll(() => isWriting(rowOf(page, ann))).toBe(true)
      await expect.poll(() => rowOf(page, ann).isVisible()).toBe(true)
    }
  })
})

function widthOf(element: Locator): Promise<number> {
  return element.evaluate((shown) => Math.round(shown.getBoundingClientRect().width))
}

/** Returns whether nothing lies over any corner or the middle of an element. */
function isUncovered(element: Locator): Promise<boolean> {
  return element.evaluate((shown) => {
    const { left, right, top, bottom } = shown.getBoundingClientRect()
    const points = [0.05, 0.5, 0.95].flatMap((x) =>
      [0.1, 0.5, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const),
    )
    return points.every(([x, y]) => shown.contains(document.elementFromPoint(x, y)))
  })
}

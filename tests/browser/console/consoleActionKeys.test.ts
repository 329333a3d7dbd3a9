import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { type ActionId, actionTable } from '../../../src/shared/model/actions/actionTable.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import { blockOnce, pressAtOnce } from '../../support/browser/pressAtOnce.ts'
import { type ConsoleInBrowser, openTab, panelOf, rowOf } from '../../support/console/openConsoleInBrowser.ts'
import { forEachConsole } from './forEachConsole.ts'

const ann = 'Ann Aare'
const bea = 'Bea Berg'
const cem = 'Cem Can'
const dua = 'Dua Diop'

/**
 * Places in which the keys after each action land, begun in Ann's composer: Ann and Cem in one group of tabs, Bea in the other one and waiting
 * longest, Dua closed last. `kept`: with Ann, as nothing is opened. `sent`: what Ann's text does is tried by itself.
 */
const lands: Readonly<Record<ActionId, string>> = {
  ...{
    find: 'palette',
    nextOwed: bea,
    sendAndNext: 'sent',
    toComposer: ann,
    toSessions: 'nobody',
    showCare: ann,
    showStaff: 'staff',
  },
  ...{ sessionMenu: 'nobody', claimSession: 'kept', joinSession: 'kept', reopenSession: 'kept', extendSession: 'kept' },
  ...{
    escalateSession: 'kept',
    transferSession: 'kept',
    invitePatient: 'nobody',
    leaveSession: 'kept',
    closeSession: 'kept',
  },
  ...{ closeTab: cem, reopenTab: dua, nextTab: cem, previousTab: bea, moveTabLeft: ann, moveTabRight: ann },
  ...{
    splitRight: ann,
    splitBelow: ann,
    nextGroup: bea,
    findTab: 'finder',
    goToTab1: ann,
    goToTab2: cem,
    goToTab3: bea,
  },
  ...{
    goToTab4: 'nobody',
    goToTab5: 'nobody',
    goToTab6: 'nobody',
    goToTab7: 'nobody',
    goToTab8: 'nobody',
    goToTab9: bea,
  },
  ...{ togglePatient: 'kept', toggleOutbox: 'nobody', filterMine: 'kept', filterOwed: 'kept', filterAll: 'kept' },
  ...{ filterMonitor: 'kept', nextScheme: 'kept', available: 'kept', away: 'kept', busy: 'kept', signOut: 'nobody' },
  ...{ exportSession: 'nobody', search: 'nobody', later: 'nobody', needsNoAnswer: 'nobody', undoLater: 'kept' },
}

describeInChromium('the keys after an action of the console in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  it('reach what it opened, or nobody, with nothing between them and the page busy', async () => {
    const { page } = await fixture.openSignedIn()
    await arrange(page, fixture)
    const texts = new Map([ann, bea, cem, dua].map((name) => [name, `for ${name}`]))
    for (const { id, chord } of actions()) {
      await toAnn(page)
      await blockOnce(page, 150)
      await pressAtOnce(page, [chord, ...'xyz'])
      const place = lands[id] === 'kept' ? ann : lands[id]
      const text = texts.get(place)
      if (text !== undefined) {
        texts.set(place, `${text}xyz`)
        await expect.poll(() => composerOf(page, place).inputValue(), { message: id }).toBe(`${text}xyz`)
      }
      if (place === 'palette') {
        await expect.poll(() => page.getByRole('dialog').getByRole('textbox').inputValue()).toBe('xyz')
      }
      if (place === 'finder') {
        await expect.poll(() => page.getByRole('dialog').getByRole('combobox').inputValue()).toBe('xyz')
      }
      if (place === 'staff') {
        await expect.poll(() => composerOf(page, ann).inputValue(), { message: id }).toBe('xyz')
      }
      if (id === 'signOut') await signInAgain(page, fixture)
      else await page.keyboard.press('Escape')
      const undo = undone[id]
      if (undo !== undefined) await page.keyboard.press(undo)
      await toAnn(page)
      expect(await composerOf(page, ann).inputValue(), id).toBe(texts.get(ann))
    }
    await page.keyboard.press('Alt+Shift+1')
    for (const [name, text] of texts) {
      await openTab(page, name)
      await expect.poll(() => composerOf(page, name).inputValue()).toBe(text)
    }
    expect(await page.locator('article[data-own=true]').count()).toBe(0)
  }, 240_000)

  it('send nothing that stands in a text which the focus has only just reached, be it on the screen or not', async () => {
    const { page } = await fixture.openSignedIn()
    await arrange(page, fixture)
    for (const { id, chord } of actions()) {
      if (lands[id] === 'kept' || lands[id] === ann || id === 'signOut') continue
      await toAnn(page)
      await pressAtOnce(page, [chord, 'Enter', 'Enter'])
      await page.keyboard.press('Escape')
      const undo = undone[id]
      if (undo !== undefined) await page.keyboard.press(undo)
      await toAnn(page)
      expect(await composerOf(page, ann).inputValue(), id).toBe(`for ${ann}`)
    }
    for (const name of [ann, bea, cem, dua]) {
      await openTab(page, name)
      await expect.poll(() => composerOf(page, name).inputValue()).toBe(`for ${name}`)
      expect(await page.locator('article[data-own=true]').count()).toBe(0)
    }
    expect([0, 1, 2, 3].flatMap((index) => fixture.textsAtWitness(index))).toEqual([])
  }, 240_000)
})

/** Keys that bring the tabs back as they were, after the actions that change them. */
const undone: Partial<Record<ActionId, string>> = {
  ...{ closeTab: 'Alt+Shift+T', showStaff: 'Alt+c', reopenTab: 'Alt+w', moveTabRight: 'Alt+Shift+PageUp' },
}

/** Every action but what sends, with the chord that a browser leaves to the page; those that cannot be undone last. */
function actions() {
  const last: readonly ActionId[] = ['splitRight', 'splitBelow', 'signOut']
  const tried = actionTable.filter(({ id }) => lands[id] !== 'sent')
  const rows = tried.flatMap(({ id, keys }) => keys.other.slice(-1).map((chord) => ({ id, chord })))
  return rows.sort((a, b) => last.indexOf(a.id) - last.indexOf(b.id))
}

function composerOf(page: Page, name: string) {
  return panelOf(page, name).locator('textarea[data-composer]')
}

/** Arranges the tabs as `lands` has it, with a draft for each patient. */
async function arrange(page: Page, { sendAsPatient }: ConsoleInBrowser): Promise<void> {
  await sendAsPatient(1, 'Is anybody there?')
  await rowOf(page, bea).getByText('Is anybody there?').waitFor()
  for (const name of [ann, cem, bea, dua]) {
    await openTab(page, name)
    await composerOf(page, name).fill(`for ${name}`)
  }
  await page.keyboard.press('Alt+w')
  await page.keyboard.press('Alt+3')
  await page.keyboard.press('Alt+r')
  await openTab(page, ann)
  await composerOf(page, bea).waitFor()
}

/** Brings Ann's tab to the front, with the focus in her composer. */
async function toAnn(page: Page): Promise<void> {
  await page.keyboard.press('Alt+Shift+1')
  await openTab(page, ann)
  await expect.poll(() => composerOf(page, ann).evaluate((area) => area === document.activeElement)).toBe(true)
}

async function signInAgain(page: Page, { signIn, password }: ConsoleInBrowser): Promise<void> {
  await signIn(page, password)
  await rowOf(page, ann).waitFor()
}

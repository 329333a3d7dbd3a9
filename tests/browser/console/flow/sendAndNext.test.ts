import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import { pressAtOnce } from '../../../support/browser/pressAtOnce.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  rowOf,
} from '../../../support/console/openConsoleInBrowser.ts'

const names = ['Ann Aare', 'Bea Berg', 'Cem Can', 'Dua Diop']
const [ann = '', bea = '', cem = '', dua = ''] = names
const full = 'The disk is full.'

/** Presses Ctrl+Enter and Enter in the turn after the focus has come to the text to somebody. */
function pressOnArrival(page: Page, name: string): Promise<void> {
  return page.evaluate((label) => {
    const arrived = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLTextAreaElement) || target.ariaLabel !== label) return
      document.removeEventListener('focusin', arrived)
      const press = (ctrlKey: boolean) =>
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey, bubbles: true, cancelable: true }))
      setTimeout(() => [true, false].map(press))
    }
    document.addEventListener('focusin', arrived)
  }, `Message to ${name}`)
}

/** Presses Enter in the text that has the focus in the turn after an alert has come. */
function pressOnAlert(page: Page): Promise<void> {
  return page.evaluate(() => {
    const watch = new MutationObserver(() => {
      if (document.querySelector('form [role=alert]') === null) return
      watch.disconnect()
      const press = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
      setTimeout(() => document.activeElement?.dispatchEvent(press))
    })
    watch.observe(document.body, { childList: true, subtree: true })
  })
}

/** Answer of the console to the messages that the page gives it: it takes them, refuses them, or says nothing for now. */
type Taking = 'takes' | 'refuses' | 'waits'

describeInChromium('the key that sends and goes to the next who waits, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let taking: Taking = 'takes'
  const waiting: (() => void)[] = []

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    page = (await fixture.openConsole()).page
    await page.getByLabel('Relay address').waitFor()
    await page.routeWebSocket('**/bridge', (near) => {
      const far = near.connectToServer()
      near.onMessage((frame) => {
        const id = /^\{"id":(\d+),"command":"sendMessage"/.exec(String(frame))?.[1]
        if (id === undefined || taking === 'takes') far.send(frame)
        else if (taking === 'waits') waiting.push(() => far.send(frame))
        else near.send(JSON.stringify({ id: Number(id), result: refused }))
      })
    })
    await page.reload()
    await fixture.signIn(page, fixture.password)
    for (const index of [0, 1, 2]) await ask(index, 'Is anybody there?')
  }, 180_000)
  beforeEach(() => {
    taking = 'takes'
  })
  afterAll(() => fixture?.close())

  const refused = { ok: false, failure: { kind: 'diskFull', message: full } }

  /** Writes as a patient, and waits until the row says so. */
  async function ask(index: number, text: string): Promise<void> {
    await fixture.sendAsPatient(index, text)
    await rowOf(page, names[index]).getByText(text).waitFor()
  }

  const composerOf = (name: string) => panelOf(page, name).locator('textarea[data-composer]')
  const isInComposerOf = (name: string) =>
    expect.poll(() => composerOf(name).evaluate((area) => area === document.activeElement)).toBe(true)
  const hasText = (name: string, text: string) => expect.poll(() => composerOf(name).inputValue()).toBe(text)
  const hasBeenSent = (index: number, texts: readonly string[]) =>
    expect.poll(() => fixture.textsAtWitness(index)).toEqual(texts)

  it('goes on as soon as the console has the text, and the keys after it never reach who was written to', async () => {
    await page.keyboard.press('Alt+n')
    await isInComposerOf(ann)
    await page.keyboard.type('I am here.')
    await pressAtOnce(page, ['Ctrl+Enter', ...'for Bea', 'Enter'])
    await isInComposerOf(bea)
    expect('for Bea'.endsWith(await composerOf(bea).inputValue())).toBe(true)
    await composerOf(bea).fill('')
    await hasBeenSent(0, ['I am here.'])
    await openTab(page, ann)
    await hasText(ann, '')
    await openTab(page, bea)
  })

  it('holds the next patient’s text from a press that comes right after it', async () => {
    await page.keyboard.type('A draft for Bea')
    await openTab(page, cem)
    await composerOf(cem).fill('Good evening')
    await pressOnArrival(page, bea)
    await page.keyboard.press('Control+Enter')
    await isInComposerOf(bea)
    await panelOf(page, bea).getByText('Press Enter again').waitFor()
    await hasBeenSent(2, ['Good evening'])
    await hasText(bea, 'A draft for Bea')
    await ask(2, 'And now?')
  })

  it('stays where a text was refused, and so does the text when Enter comes after it', async () => {
    taking = 'refuses'
    await page.keyboard.type(' indeed')
    await pressOnAlert(page)
    await page.keyboard.press('Control+Enter')
    await panelOf(page, bea).getByRole('alert').getByText(full).waitFor()
    await panelOf(page, bea).getByText('Press Enter again').waitFor()
    await isInComposerOf(bea)
    await hasText(bea, 'A draft for Bea indeed')
    expect(fixture.textsAtWitness(1)).toEqual([])
  })

  it('goes on from the refused text, too, once that is taken', async () => {
    await page.keyboard.type('.')
    await page.keyboard.press('Control+Enter')
    await isInComposerOf(cem)
    await hasBeenSent(1, ['A draft for Bea indeed.'])
  })

  it('says that nothing is written, and stays', async () => {
    await page.keyboard.press('Control+Enter')
    await panelOf(page, cem).getByText('Nothing is written here. Alt N opens the next who waits.').waitFor()
    await isInComposerOf(cem)
  })

  it('says that nobody else waits, stays, and holds the Enter after it', async () => {
    await page.keyboard.type('Yes.')
    await pressAtOnce(page, ['Ctrl+Enter'])
    await panelOf(page, cem).getByText('Nobody else waits for a reply.').waitFor()
    await isInComposerOf(cem)
    await page.keyboard.press('Enter')
    await hasBeenSent(2, ['Good evening', 'Yes.'])
  })

  it('does not wait for a console that says nothing, nor go on once it answers', async () => {
    await ask(3, 'Hello?')
    await page.keyboard.type('One more thing.')
    taking = 'waits'
    await page.keyboard.press('Control+Enter')
    await panelOf(page, cem).getByText('The console has not taken this yet').waitFor()
    await page.keyboard.type('Also')
    await hasText(cem, 'Also')
    for (const take of waiting.splice(0)) take()
    await hasBeenSent(2, ['Good evening', 'Yes.', 'One more thing.'])
    await isInComposerOf(cem)
    await hasText(cem, 'Also')
  })

  it('is not heard outside of a composer, and stands in the palette', async () => {
    await page.keyboard.press('Alt+l')
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('send, and')
    await hasText(cem, 'Also')
    await page.keyboard.press('Enter')
    await isInComposerOf(dua)
    await hasBeenSent(2, ['Good evening', 'Yes.', 'One more thing.', 'Also'])
  })
})

import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { viewMessages } from '../../../../src/shared/model/messageView.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
  write,
} from '../../../support/console/openConsoleInBrowser.ts'

const longMs = 180_000
const name = 'Ann Aare'

describeInChromium('what can be done with a message in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let panel: Locator

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    await fixture.sendAsPatient(0, 'It began at night.')
    await fixture.sendAsPatient(0, 'My chest is tight.')
    page = (await fixture.openSignedIn({ locale: 'en-GB' })).page
    await openTab(page, name)
    panel = panelOf(page, name)
    await panel.getByText('My chest is tight.').waitFor()
  }, longMs)
  afterAll(() => fixture?.close())

  const message = (text: string) => panel.locator('article', { hasText: text })
  const composer = () => panel.getByRole('textbox')
  const focused = (locator: Locator) =>
    expect.poll(() => locator.evaluate((one) => one === document.activeElement)).toBe(true)
  /** Brings the keyboard to a message from above or below, as a person does with the arrows. */
  const reach = async (text: string) => {
    await panel.getByRole('log').focus()
    const texts = await panel.locator('article').allInnerTexts()
    await page.keyboard.press('ArrowUp')
    const at = panel.locator('article:focus', { hasText: text })
    for (const key of ['ArrowUp', 'ArrowDown'])
      for (let presses = 0; presses < texts.length && (await at.count()) === 0; presses += 1)
        await page.keyboard.press(key)
    await at.waitFor()
  }
  const atWitness = () => [...viewMessages(fixture.witness().readThread(fixture.sessionAt(0), 'care')).values()]
  const said = (text: string) => atWitness().find((view) => view.text === text)

  it('R answers it, and the answer leads to it', async () => {
    await reach('It began at night.')
    await page.keyboard.press('r')
    await focused(composer())
    // A letter in a text is a letter.
    await page.keyboard.type('rest, then')
    await page.keyboard.press('Enter')
    await message('rest, then').getByTitle('Go to the message of').click()
    await panel.locator('article[data-landed=true]', { hasText: 'It began at night.' }).waitFor()
  })

  it('E and a digit react to it, and the same again takes that back', async () => {
    await reach('My chest is tight.')
    await page.keyboard.press('e')
    await panel.getByRole('group', { name: 'React with' }).waitFor()
    await page.keyboard.press('3')
    await expect.poll(() => said('My chest is tight.')?.reactions.map(({ emoji }) => emoji)).toEqual(['🙏'])
    await message('My chest is tight.').getByRole('button', { name: '🙏', pressed: true }).waitFor()
    await focused(message('My chest is tight.'))
    await page.keyboard.press('e')
    await panel.getByRole('group', { name: 'React with' }).waitFor()
    await page.keyboard.press('Escape')
    await focused(message('My chest is tight.'))
    await message('My chest is tight.').getByRole('button', { name: '🙏', pressed: true }).click()
    await expect.poll(() => said('My chest is tight.')?.reactions).toEqual([])
  })

  it('of somebody else offers neither a change nor a redaction', async () => {
    await reach('My chest is tight.')
    const tools = message('My chest is tight.').getByRole('group', { name: 'What to do with this message' })
    await expect.poll(() => tools.getByRole('button').count()).toBe(2)
    await page.keyboard.press('t')
    await page.keyboard.press('x')
    await expect.poll(() => panel.getByText('Editing your message').count()).toBe(0)
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  it('T changes an own one in the place of the draft, which is back afterwards', async () => {
    await write(page, name, 'Take one tablte.')
    await message('Take one tablte.').waitFor()
    await composer().fill('begun meanwhile')
    await reach('Take one tablte.')
    await page.keyboard.press('t')
    await panel.getByText(/Editing your message of \d\d:\d\d/).waitFor()
    await expect.poll(() => composer().inputValue()).toBe('Take one tablte.')
    await page.keyboard.press('Escape')
    await expect.poll(() => composer().inputValue()).toBe('begun meanwhile')
    await reach('Take one tablte.')
    await page.keyboard.press('t')
    await composer().fill('Take one tablet.')
    await page.keyboard.press('Enter')
    await expect.poll(() => composer().inputValue()).toBe('begun meanwhile')
    await expect.poll(() => said('Take one tablet.')?.editedAt).toBeTypeOf('number')
    await message('Take one tablet.')
      .getByText(/edited \d\d:\d\d/)
      .waitFor()
    await composer().fill('')
  })

  it('H tells all its versions', async () => {
    await reach('Take one tablet.')
    await page.keyboard.press('h')
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByRole('listitem').count()).toBe(2)
    await dialog.getByText('Take one tablte.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await focused(message('Take one tablet.'))
  })

  it('X asks for a reason and leaves all as it is on Escape; redacted, it stays as a line with who, when and why', async () => {
    await reach('Take one tablet.')
    await page.keyboard.press('x')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(said('Take one tablet.')?.isRedacted).toBe(false)
    await reach('Take one tablet.')
    await page.keyboard.press('x')
    await focused(dialog.getByRole('button', { name: 'Cancel' }))
    await dialog.getByLabel('Meant for another patient').check()
    await page.keyboard.press('Enter')
    await panel.getByText(/^Redacted by .+ at \d\d:\d\d: Meant for another patient$/).waitFor()
    await expect.poll(() => atWitness().filter(({ isRedacted }) => isRedacted).length).toBe(1)
    expect(await panel.getByText('Take one tablet.').count()).toBe(0)
  })

  it('changes what is unsent itself, and says so in words where something waits', async () => {
    await fixture.relay.kill()
    await page
      .getByText(/Offline|Connecting/)
      .first()
      .waitFor()
    await write(page, name, 'to somebody else')
    await write(page, name, 'Two tablets.')
    await reach('to somebody else')
    await page.keyboard.press('x')
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await message('to somebody else').waitFor({ state: 'detached' })
    await reach('rest, then')
    await page.keyboard.press('t')
    await composer().fill('rest, then call')
    await page.keyboard.press('Enter')
    await message('rest, then call').getByText('Edited here. Waiting to be sent.').waitFor()
    await page.getByTestId('unsent').click()
    await page.getByRole('dialog').getByText('New text of a message: rest, then call').waitFor()
    await page.keyboard.press('Escape')
    await fixture.relay.start()
    fixture.closeWitness()
    fixture.openWitness()
    await message('rest, then call')
      .getByText(/edited \d\d:\d\d/)
      .waitFor({ timeout: 60_000 })
    await expect.poll(() => said('Two tablets.')?.isRedacted, { timeout: 60_000 }).toBe(false)
    expect(said('to somebody else')).toBeUndefined()
  })
})

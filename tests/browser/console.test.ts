import { existsSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../commands/ensureBuilt.ts'
import type { ParticipantClient } from '../../simulation/participantClient.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { chromiumPath, launchChromium, openConsolePage } from '../support/openConsolePage.ts'
import { builtProducts, clinicianId, type Stage, setStage } from '../support/stage.ts'
import { until } from '../support/until.ts'

const patients = [
  'Ann Aare',
  'Bea Berg',
  'Cem Can',
  'Dua Diop',
  'Eli Eng',
  'Fay Fox',
  'Gus Gad',
  'Hal Hess',
  'Ivo Iten',
]
const longMs = 60_000

const reason = existsSync(chromiumPath) ? '' : ' (skipped: no Chromium on this machine)'

describe.skipIf(reason !== '')(`the console in Chromium${reason}`, () => {
  let browser: Browser
  let stage: Stage
  let witness: ParticipantClient
  let shown: Entry[]

  beforeAll(async () => {
    await ensureBuilt()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    stage = await setStage({ programs: builtProducts, patients, signsIn: false })
    shown = []
    witness = stage.openWitness((entry) => shown.push(entry))
    await witness.ready
  })
  afterEach(async () => {
    witness.close()
    await stage.clear()
    for (const context of browser.contexts()) await context.close()
  })

  const startHost = async () => `http://127.0.0.1:${stage.hostPort}/#${await stage.host.start()}`
  const sessionAt = (index: number): SessionId => stage.sessionIds[index] ?? fail(`no session ${index}`)

  async function openSignedIn() {
    const opened = await openConsolePage(browser, await startHost())
    await signIn(opened.page, stage.password)
    await rowOf(opened.page, patients[0]).waitFor()
    return opened
  }

  async function signIn(page: Page, password: string) {
    await page.getByLabel('Relay address').fill(stage.relayUrl)
    await page.getByLabel('User or email').fill(clinicianId)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  const say = (index: number, text: string) =>
    witness.send({ id: witness.newEntryId(), sessionId: sessionAt(index), thread: 'care', text })
  const textsAtWitness = (index: number) =>
    shown
      .filter(({ sessionId, senderId }) => sessionId === sessionAt(index) && senderId === clinicianId)
      .flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))

  it('signs in, says what is wrong when it cannot, and shows every session', async () => {
    const { page, complaints } = await openConsolePage(browser, await startHost())
    await signIn(page, 'not the password')
    await page.getByRole('alert').waitFor()
    await signIn(page, stage.password)
    await rowOf(page, 'Ann Aare').waitFor()
    expect(await page.locator('[data-session]').count()).toBe(patients.length)
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })

  it('shows a message as queued, sent, delivered and read as it gets there', async () => {
    const { page, complaints } = await openSignedIn()
    await openTab(page, 'Ann Aare')
    await page.keyboard.press('Alt+i')
    await stage.relay.kill()
    await write(page, 'Ann Aare', 'Take it with food.')
    const status = statusOf(page, 'Take it with food.')
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Waiting to be sent')
    witness.close()
    await stage.relay.start()
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Sent')
    witness = stage.openWitness((entry) => shown.push(entry))
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Delivered')
    witness.markRead(sessionAt(0), 'care', witness.readThread(sessionAt(0), 'care').length)
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Read')
    await status.click()
    await page.locator('[popover]:popover-open').getByText('Witness').waitFor()
    expect(complaints).toEqual([])
  })

  it('opens eight tabs and moves among them by keys', async () => {
    const { page } = await openSignedIn()
    for (const name of patients.slice(0, 8)) await openTab(page, name)
    expect(await page.locator('[data-tab]').count()).toBe(8)
    await page.keyboard.press('Control+1')
    await panelOf(page, 'Ann Aare').waitFor()
    await page.keyboard.press('Control+Tab')
    await panelOf(page, 'Bea Berg').waitFor()
    await page.keyboard.press('Control+Shift+Tab')
    await panelOf(page, 'Ann Aare').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Patient or action').fill('Hal')
    await page.keyboard.press('Enter')
    await panelOf(page, 'Hal Hess').waitFor()
    await page.keyboard.press('Alt+w')
    await expect.poll(() => page.locator('[data-tab]').count()).toBe(7)
    await page.keyboard.press('Alt+Shift+T')
    await panelOf(page, 'Hal Hess').waitFor()
    expect(await page.locator('[data-tab]').count()).toBe(8)
  })

  it('puts tabs in another order and side by side, by mouse and by keys, and has them so after a reload', async () => {
    const { page, complaints } = await openSignedIn()
    const [ann, bea, cem] = ['Ann Aare', 'Bea Berg', 'Cem Can'] as const
    for (const name of [ann, bea, cem]) await openTab(page, name)
    const order = async () => {
      const texts = await page.locator('[data-tab]').allInnerTexts()
      return texts.map((text) => [ann, bea, cem].findIndex((name) => text.includes(name.split(' ')[1] ?? name)))
    }
    expect(await order()).toEqual([0, 1, 2])
    await page.keyboard.press('Alt+Shift+PageUp')
    await expect.poll(order).toEqual([0, 2, 1])
    await page.locator('[data-tab]').nth(0).dragTo(page.locator('[data-tab]').nth(2))
    await expect.poll(async () => (await order())[0]).not.toBe(0)
    expect(await page.locator('[data-tab]').count()).toBe(3)
    await page.keyboard.press('Alt+Backslash')
    const visible = () =>
      page
        .getByRole('region', { name: /^Session of/ })
        .filter({ visible: true })
        .count()
    await expect.poll(visible).toBe(2)
    const arranged = await order()
    await page.waitForTimeout(1_000)
    await page.reload()
    await rowOf(page, ann).waitFor()
    await expect.poll(visible, { timeout: longMs }).toBe(2)
    expect(await order()).toEqual(arranged)
    expect(complaints).toEqual([])
  })

  it('shows who types, and forgets it when they stop without a word', async () => {
    const { page } = await openSignedIn()
    await openTab(page, 'Bea Berg')
    witness.setTyping(sessionAt(1), 'care', true)
    const line = panelOf(page, 'Bea Berg').getByTestId('typing-line')
    await expect.poll(() => line.innerText()).toBe('Witness is typing')
    await expect.poll(() => line.innerText(), { timeout: longMs }).toBe('')
  })

  it('owes a reply until it is answered, however often it is read', async () => {
    const { page } = await openSignedIn()
    await say(2, 'The rash has spread.')
    const owed = page.locator('section', { has: page.getByRole('heading', { name: /Owed a reply/ }) })
    await owed.locator('[data-session]').getByText('Cem Can').waitFor()
    await openTab(page, 'Cem Can')
    await panelOf(page, 'Cem Can').getByText('The rash has spread.').waitFor()
    await expect.poll(() => rowOf(page, 'Cem Can').getByText('1 unread').count(), { timeout: longMs }).toBe(0)
    expect(await owed.locator('[data-session]').getByText('Cem Can').count()).toBe(1)
    await write(page, 'Cem Can', 'Please send a picture.')
    await page.mouse.move(700, 300)
    await expect.poll(() => owed.locator('[data-session]').getByText('Cem Can').count(), { timeout: longMs }).toBe(0)
  })

  it('delivers 20 messages to 3 patients once and in order after the relay was killed', async () => {
    const { page } = await openSignedIn()
    const written = patients.slice(0, 3).map((): string[] => [])
    for (const name of patients.slice(0, 3)) await openTab(page, name)
    await stage.relay.kill()
    for (let count = 0; count < 20; count += 1) {
      const index = count % 3
      const text = `word ${count} for ${patients[index]}`
      await page.keyboard.press(`Control+${index + 1}`)
      await write(page, patients[index], text)
      written[index]?.push(text)
    }
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('20 unsent')
    await stage.relay.start()
    await expect.poll(() => page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('0 unsent')
    for (const [index, texts] of written.entries()) {
      await until('all have arrived', () => textsAtWitness(index).length >= texts.length, longMs)
      expect(textsAtWitness(index)).toEqual(texts)
      await page.keyboard.press(`Control+${index + 1}`)
      await expect.poll(() => textsOnScreen(page, patients[index]), { timeout: longMs }).toEqual(texts)
    }
  })

  it('keeps 50 unsent messages, the drafts and the tabs when its program is killed', async () => {
    const { page } = await openSignedIn()
    const written = patients.slice(0, 3).map((): string[] => [])
    for (const name of patients.slice(0, 3)) await openTab(page, name)
    await stage.relay.kill()
    for (let count = 0; count < 50; count += 1) {
      const index = count % 3
      const text = `note ${count}`
      await page.keyboard.press(`Control+${index + 1}`)
      await write(page, patients[index], text)
      written[index]?.push(text)
    }
    await panelOf(page, patients[1]).getByRole('textbox').fill('a draft that is not finished')
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('50 unsent')
    await expect.poll(() => page.locator('[data-tab]').getByText('draft').count()).toBe(1)
    await page.waitForTimeout(1_000)
    await stage.host.kill()
    await page.close()

    const restarted = await openConsolePage(browser, await startHost())
    await expect.poll(() => restarted.page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('50 unsent')
    expect(await restarted.page.locator('[data-tab]').count()).toBe(3)
    await restarted.page.keyboard.press('Control+2')
    const composer = panelOf(restarted.page, patients[1]).getByRole('textbox')
    await expect.poll(() => composer.inputValue()).toBe('a draft that is not finished')
    await stage.relay.start()
    await expect.poll(() => restarted.page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('0 unsent')
    for (const [index, texts] of written.entries()) {
      await until('all have arrived', () => textsAtWitness(index).length >= texts.length, longMs)
      expect(textsAtWitness(index)).toEqual(texts)
    }
    expect(await composer.inputValue()).toBe('a draft that is not finished')
    expect(restarted.complaints).toEqual([])
  })

  it('lists what is unsent, and lets it be edited and discarded before it has left', async () => {
    const { page } = await openSignedIn()
    await openTab(page, 'Ann Aare')
    await stage.relay.kill()
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain('Offline')
    for (const text of ['first', 'second', 'third']) await write(page, 'Ann Aare', text)
    await page.getByTestId('unsent').click()
    const panel = page.getByRole('dialog', { name: 'Unsent messages' })
    await panel.getByText('third').waitFor()
    const item = panel.locator('li', { hasText: 'second' })
    await item.getByRole('button', { name: 'Edit' }).click()
    await panel.getByRole('textbox').fill('second, corrected')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('second, corrected').waitFor()
    const last = panel.locator('li', { hasText: 'third' })
    await last.getByRole('button', { name: 'Discard' }).click()
    await last
      .getByRole('button', { name: /Discard/ })
      .last()
      .click()
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('2 unsent')
    await stage.relay.start()
    await until('both have arrived', () => textsAtWitness(0).length === 2, longMs)
    expect(textsAtWitness(0)).toEqual(['first', 'second, corrected'])
  })

  it('keeps the text of an edit when the message leaves under it, and the draft when that text is sent', async () => {
    const { page } = await openSignedIn()
    await openTab(page, 'Ann Aare')
    await stage.relay.kill()
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain('Offline')
    await write(page, 'Ann Aare', 'first')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.fill('a draft')
    await page.getByTestId('unsent').click()
    const panel = page.getByRole('dialog', { name: 'Unsent messages' })
    await panel.getByRole('button', { name: 'Edit' }).click()
    await panel.getByRole('textbox').fill('first, corrected')
    await stage.relay.start()
    await panel.getByText('without your change').waitFor({ timeout: longMs })
    await until('it has arrived as it was', () => textsAtWitness(0).length === 1, longMs)
    await panel.getByRole('button', { name: 'Close' }).click()
    await page.getByTestId('unsent').click()
    expect(await panel.getByRole('textbox').inputValue()).toBe('first, corrected')
    await panel.getByRole('button', { name: 'Send as a new message' }).click()
    await until('the change has arrived', () => textsAtWitness(0).length === 2, longMs)
    expect(textsAtWitness(0)).toEqual(['first', 'first, corrected'])
    await expect.poll(() => panel.locator('li').count()).toBe(0)
    await stage.host.kill()
    await stage.host.start()
    await page.reload()
    await composer.waitFor({ timeout: longMs })
    expect(await composer.inputValue()).toBe('a draft')
  })

  it('stays where it is read when messages arrive, and follows at the end', async () => {
    const { page } = await openSignedIn()
    for (let count = 0; count < 60; count += 1) await say(3, `line ${count} ${'word '.repeat(count % 12)}`)
    await openTab(page, 'Dua Diop')
    const log = panelOf(page, 'Dua Diop').getByRole('log')
    await log.getByText('line 0 ').waitFor()
    await log.locator('article').first().focus()
    await page.keyboard.press('End')
    await log.getByText('line 59').waitFor()
    await log.hover()
    await page.mouse.wheel(0, -900)
    await page.waitForTimeout(400)
    const topmost = () =>
      log.evaluate((element) => {
        const edge = element.getBoundingClientRect().top
        const first = [...element.querySelectorAll('article')].find(
          (article) => article.getBoundingClientRect().top >= edge,
        )
        return first && { text: first.textContent, offset: Math.round(first.getBoundingClientRect().top - edge) }
      })
    const before = await topmost()
    for (let count = 60; count < 70; count += 1) await say(3, `line ${count}`)
    await panelOf(page, 'Dua Diop').getByRole('button', { name: '10 new' }).waitFor()
    expect(await topmost()).toEqual(before)
    await panelOf(page, 'Dua Diop').getByRole('button', { name: '10 new' }).click()
    await log.getByText('line 69').waitFor()
    await say(3, 'line 70')
    await log.getByText('line 70').waitFor()
  })

  it.each(['light', 'dark'] as const)('has no serious accessibility finding (%s)', async (colorScheme) => {
    const opened = await openConsolePage(browser, await startHost(), { colorScheme })
    expect(await seriousFindings(opened.page)).toEqual([])
    await signIn(opened.page, stage.password)
    await rowOf(opened.page, 'Ann Aare').waitFor()
    await say(0, 'It hurts more today.')
    await openTab(opened.page, 'Ann Aare')
    await openTab(opened.page, 'Bea Berg')
    await opened.page.keyboard.press('Control+1')
    await write(opened.page, 'Ann Aare', 'Since when?')
    expect(await seriousFindings(opened.page)).toEqual([])
  })
})

function rowOf(page: Page, name = ''): Locator {
  return page.locator('[data-session]', { hasText: name })
}

function panelOf(page: Page, name = ''): Locator {
  return page.getByRole('region', { name: `Session of ${name}` })
}

async function openTab(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click()
  await panelOf(page, name).waitFor()
}

async function write(page: Page, name = '', text: string): Promise<void> {
  const composer = panelOf(page, name).getByRole('textbox')
  await composer.fill(text)
  await composer.press('Enter')
  await expect.poll(() => composer.inputValue()).toBe('')
}

function statusOf(page: Page, text: string): Locator {
  return page.locator('article', { hasText: text }).getByTestId('status')
}

function textsOnScreen(page: Page, name = ''): Promise<string[]> {
  return panelOf(page, name).locator('article[data-own=true] [dir=auto]').allInnerTexts()
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(() => Reflect.get(globalThis, 'axe').run())
  return results.violations
    .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

function fail(reason: string): never {
  throw new Error(reason)
}

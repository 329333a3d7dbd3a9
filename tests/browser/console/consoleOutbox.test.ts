import { expect, it } from 'vitest'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openTab,
  panelOf,
  patients,
  statusOf,
  textsOnScreen,
  write,
} from '../../support/console/openConsoleInBrowser.ts'
import { until } from '../../support/time/until.ts'
import { forEachConsole } from './forEachConsole.ts'

const longMs = 60_000

describeInChromium('what is not sent yet, in Chromium', (browser) => {
  let fixture: ConsoleInBrowser

  forEachConsole(browser, (opened) => {
    fixture = opened
  })

  it('shows a message as queued, sent, delivered and read as it gets there', async () => {
    const { page, complaints } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await page.keyboard.press('Alt+i')
    await fixture.relay.kill()
    await write(page, 'Ann Aare', 'Take it with food.')
    const status = statusOf(page, 'Take it with food.')
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Waiting to be sent')
    fixture.closeWitness()
    await fixture.relay.start()
    await expect.poll(() => status.innerText(), { timeout: longMs }).toBe('Sent')
    // From then on it sees when messages come and are read.
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain('Live')
    fixture.openWitness()
    await expect.poll(() => status.innerText(), { timeout: longMs }).toMatch(/^Delivered \d\d:\d\d$/)
    fixture
      .witness()
      .markRead(fixture.sessionAt(0), 'care', fixture.witness().readThread(fixture.sessionAt(0), 'care').length)
    await expect.poll(() => status.innerText(), { timeout: longMs }).toMatch(/^Read \d\d:\d\d$/)
    await status.click()
    await page.locator('[popover]:popover-open').getByText('Witness').waitFor()
    expect(complaints).toEqual([])
  })

  it('delivers 20 messages to 3 patients once and in order after the relay was killed', async () => {
    const { page } = await fixture.openSignedIn()
    const written = patients.slice(0, 3).map((): string[] => [])
    for (const name of patients.slice(0, 3)) await openTab(page, name)
    await fixture.relay.kill()
    for (let count = 0; count < 20; count += 1) {
      const index = count % 3
      const text = `word ${count} for ${patients[index]}`
      await page.keyboard.press(`Control+${index + 1}`)
      await write(page, patients[index], text)
      written[index]?.push(text)
    }
    await expect.poll(() => page.getByTestId('unsent').innerText()).toBe('20 unsent')
    await fixture.relay.start()
    await expect.poll(() => page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('0 unsent')
    for (const [index, texts] of written.entries()) {
      await until('all have arrived', () => fixture.textsAtWitness(index).length >= texts.length, longMs)
      expect(fixture.textsAtWitness(index)).toEqual(texts)
      await page.keyboard.press(`Control+${index + 1}`)
      await expect.poll(() => textsOnScreen(page, patients[index]), { timeout: longMs }).toEqual(texts)
    }
  })

  it('keeps 50 unsent messages, the drafts and the tabs when its program is killed', async () => {
    const { page } = await fixture.openSignedIn()
    const written = patients.slice(0, 3).map((): string[] => [])
    for (const name of patients.slice(0, 3)) await openTab(page, name)
    await fixture.relay.kill()
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
    await fixture.host.kill()
    await page.close()

    const restarted = await fixture.openConsole()
    await expect.poll(() => restarted.page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('50 unsent')
    await expect.poll(() => restarted.page.locator('[data-tab]').count()).toBe(3)
    await restarted.page.keyboard.press('Control+2')
    const composer = panelOf(restarted.page, patients[1]).getByRole('textbox')
    await expect.poll(() => composer.inputValue()).toBe('a draft that is not finished')
    await fixture.relay.start()
    await expect.poll(() => restarted.page.getByTestId('unsent').innerText(), { timeout: longMs }).toBe('0 unsent')
    for (const [index, texts] of written.entries()) {
      await until('all have arrived', () => fixture.textsAtWitness(index).length >= texts.length, longMs)
      expect(fixture.textsAtWitness(index)).toEqual(texts)
    }
    await expect.poll(() => composer.inputValue()).toBe('a draft that is not finished')
    expect(restarted.complaints).toEqual([])
  })

  it('keeps what was typed last when its program is asked to end', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await panelOf(page, 'Ann Aare').getByRole('textbox').fill('typed at the last moment')
    await fixture.host.stop()
    await page.close()

    const restarted = await fixture.openConsole()
    const composer = panelOf(restarted.page, 'Ann Aare').getByRole('textbox')
    await expect.poll(() => composer.inputValue(), { timeout: longMs }).toBe('typed at the last moment')
  })

  it('says of a draft that is too long to be kept that it is in this window only', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    const panel = panelOf(page, 'Ann Aare')
    await panel.getByRole('textbox').fill('a'.repeat(1024 * 1024))
    await panel.getByText('This draft is in this window only.').waitFor({ timeout: longMs })
    await panel.getByRole('textbox').fill('shorter')
    await expect.poll(() => panel.getByText('This draft is in this window only.').count()).toBe(0)
  })

  it('lists what is unsent, and lets it be edited and discarded before it has left', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await fixture.relay.kill()
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
    await fixture.relay.start()
    await until('both have arrived', () => fixture.textsAtWitness(0).length === 2, longMs)
    expect(fixture.textsAtWitness(0)).toEqual(['first', 'second, corrected'])
  })

  it('keeps the text of an edit when the message leaves under it, and the draft when that text is sent', async () => {
    const { page } = await fixture.openSignedIn()
    await openTab(page, 'Ann Aare')
    await fixture.relay.kill()
    await expect.poll(() => page.getByLabel('Connection').innerText(), { timeout: longMs }).toContain('Offline')
    await write(page, 'Ann Aare', 'first')
    const composer = panelOf(page, 'Ann Aare').getByRole('textbox')
    await composer.fill('a draft')
    await page.getByTestId('unsent').click()
    const panel = page.getByRole('dialog', { name: 'Unsent messages' })
    await panel.getByRole('button', { name: 'Edit' }).click()
    await panel.getByRole('textbox').fill('first, corrected')
    await fixture.relay.start()
    await panel.getByText('without your change').waitFor({ timeout: longMs })
    await until('it has arrived as it was', () => fixture.textsAtWitness(0).length === 1, longMs)
    await panel.getByRole('button', { name: 'Close' }).click()
    await page.getByTestId('unsent').click()
    await expect.poll(() => panel.getByRole('textbox').inputValue()).toBe('first, corrected')
    await panel.getByRole('button', { name: 'Send as a new message' }).click()
    await until('the change has arrived', () => fixture.textsAtWitness(0).length === 2, longMs)
    expect(fixture.textsAtWitness(0)).toEqual(['first', 'first, corrected'])
    await expect.poll(() => panel.locator('li').count()).toBe(0)
    await fixture.host.kill()
    await page.close()
    const restarted = await fixture.openConsole()
    const kept = panelOf(restarted.page, 'Ann Aare').getByRole('textbox')
    await kept.waitFor({ timeout: longMs })
    await expect.poll(() => kept.inputValue()).toBe('a draft')
  })
})

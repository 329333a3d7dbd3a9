import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Role } from '../../../../src/shared/model/role.ts'
import { describeInChromium } from '../../../support/browser/describeInChromium.ts'
import {
  type ConsoleInBrowser,
  openConsoleInBrowser,
  openTab,
  panelOf,
} from '../../../support/console/openConsoleInBrowser.ts'
import { witnessId } from '../../../support/console/relayWithConsole.ts'
import { pngOf } from '../../../support/relay/pngOf.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'

const longMs = 180_000
const name = 'Ann Aare'

describeInChromium('files in Chromium', (browser) => {
  let fixture: ConsoleInBrowser
  let page: Page
  let complaints: readonly string[]
  let panel: Locator

  beforeAll(async () => {
    fixture = await openConsoleInBrowser(browser())
    const opened = await fixture.openSignedIn({ locale: 'en-GB', acceptDownloads: true })
    page = opened.page
    complaints = opened.complaints
    await openTab(page, name)
    panel = panelOf(page, name)
  }, longMs)
  afterAll(() => fixture?.close())

  const composer = () => panel.getByRole('textbox')
  const chips = () => panel.getByRole('list', { name: 'Files of this message' }).getByRole('listitem')
  const focused = (locator: Locator) =>
    expect.poll(() => locator.evaluate((one) => one === document.activeElement)).toBe(true)
  const toLatePresses = () => page.waitForTimeout(1_100)
  const chosen = (given: string, mimeType: string, buffer: Buffer) => ({ name: given, mimeType, buffer })
  /** Chooses files as a person does who presses the key of the action. */
  const choose = async (files: readonly { name: string; mimeType: string; buffer: Buffer }[]) => {
    const chooser = page.waitForEvent('filechooser')
    await composer().press('Alt+k')
    await (await chooser).setFiles([...files])
  }
  const atWitness = () =>
    fixture
      .witness()
      .readThread(fixture.sessionAt(0), 'care')
      .flatMap(({ body }) =>
        body.kind === 'message' && body.attachments
          ? [{ text: body.text, files: body.attachments.map((file) => file.name) }]
          : [],
      )
  const sendFromPatient = async (content: Buffer, given: string) => {
    const tokenFor = (userId: string, role: Role) => fixture.mint({ userId: witnessId, name: userId, role })
    const patient = await httpUser({ url: fixture.relayUrl, tokenFor }, witnessId, 'patient')
    const { id } = await patient.upload(fixture.sessionAt(0), content, { name: given })
    await patient.postJson(`/api/sessions/${fixture.sessionAt(0)}/messages`, { text: '', attachments: [id] })
  }

  it('are chosen by a key, shown before they are sent, and sent without a word by Enter', async () => {
    await choose([
      chosen('rash.png', 'image/png', pngOf(40, 30)),
      chosen('plan.pdf', 'application/pdf', Buffer.from('%PDF-1.7\n')),
    ])
    await expect.poll(() => chips().count()).toBe(2)
    await chips().first().locator('img').waitFor()
    await focused(composer())
    await toLatePresses()
    await page.keyboard.press('Enter')
    await expect.poll(atWitness).toEqual([{ text: '', files: ['rash.png', 'plan.pdf'] }])
    await expect.poll(() => chips().count()).toBe(0)
    await panel.getByRole('button', { name: 'Look at rash.png' }).locator('img').waitFor()
    await panel.getByRole('button', { name: 'Open plan.pdf' }).waitFor()
  })

  it('are pasted, stay over another tab and a reload, and are taken out by the mouse', async () => {
    await composer().evaluate((area) => {
      const data = new DataTransfer()
      data.items.add(new File(['one two three'], 'values.txt', { type: 'text/plain' }))
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await expect.poll(() => chips().allInnerTexts()).toEqual([expect.stringContaining('values.txt')])
    await composer().fill('with a word')
    await openTab(page, 'Bea Berg')
    await expect.poll(() => panelOf(page, 'Bea Berg').getByText('values.txt').count()).toBe(0)
    await openTab(page, name)
    await expect.poll(() => chips().count()).toBe(1)
    await page.reload()
    await panel.waitFor()
    await expect.poll(() => chips().count()).toBe(1)
    await expect.poll(() => composer().inputValue()).toBe('with a word')
    await chips().getByRole('button', { name: 'Remove values.txt' }).click()
    await expect.poll(() => chips().count()).toBe(0)
    await focused(composer())
    await composer().fill('')
  })

  it('that are dropped on the conversation go to its patient', async () => {
    await panel.getByRole('log').evaluate((log) => {
      const data = new DataTransfer()
      data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }))
      for (const kind of ['dragover', 'drop'])
        log.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
    })
    await expect.poll(() => chips().count()).toBe(1)
    await composer().fill('look at this')
    await page.keyboard.press('Enter')
    await expect.poll(() => atWitness().at(-1)).toEqual({ text: 'look at this', files: ['dropped.txt'] })
  })

  it('of a wrong kind say at once what to do, and do not hold up the others', async () => {
    await choose([
      chosen('setup.exe', 'application/x-msdownload', Buffer.from('MZ\x90\0', 'latin1')),
      chosen('good.txt', 'text/plain', Buffer.from('good')),
    ])
    await expect.poll(() => chips().count()).toBe(2)
    await panel.getByRole('alert').getByText('Send a picture, a PDF').waitFor()
    await chips().getByRole('button', { name: 'Remove setup.exe' }).click()
    await chips().getByRole('button', { name: 'Remove good.txt' }).click()
    await expect.poll(() => chips().count()).toBe(0)
  })

  it('from a patient: a picture stands in its box before it is there, a PDF opens in a window that runs nothing', async () => {
    await sendFromPatient(pngOf(300, 200), 'knee.png')
    const picture = panel.getByRole('button', { name: 'Look at knee.png' })
    await picture.locator('img').waitFor()
    const box = await picture.boundingBox()
    expect([box?.width, box?.height]).toEqual([240, 180])
    await sendFromPatient(Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n'), 'letter.pdf')
    const opener = panel.getByRole('button', { name: 'Open letter.pdf' })
    await opener.focus()
    const headers: Record<string, string>[] = []
    page.context().on('response', (response) => {
      if (response.url().includes('/files/')) headers.push(response.headers())
    })
    const opened = page.context().waitForEvent('page')
    await page.keyboard.press('Enter')
    const window = await opened
    await window.close()
    await expect
      .poll(() => headers.find((one) => one['content-type'] === 'application/pdf')?.['content-security-policy'] ?? '')
      .toContain("default-src 'none'")
  })

  it('are saved under their name', async () => {
    const download = page.waitForEvent('download')
    await panel.getByRole('button', { name: 'Save dropped.txt' }).click()
    const folder = mkdtempSync(join(tmpdir(), 'rounds-saved-'))
    const saved = await download
    expect(saved.suggestedFilename()).toBe('dropped.txt')
    await saved.saveAs(join(folder, 'saved'))
    expect(readFileSync(join(folder, 'saved'), 'utf8')).toBe('dropped')
    rmSync(folder, { recursive: true })
  })

  it('of a session are listed by a key, with the way to the message', async () => {
    await composer().focus()
    await page.keyboard.press('Alt+Shift+K')
    const dialog = page.getByRole('dialog', { name: `Files of ${name}` })
    await expect.poll(() => dialog.getByRole('listitem').count()).toBe(5)
    await dialog.getByRole('listitem').filter({ hasText: 'rash.png' }).getByTitle('Show in the conversation').click()
    await dialog.waitFor({ state: 'detached' })
    await panel.locator('article[data-landed=true]', { hasText: 'plan.pdf' }).waitFor()
  })

  it('that wait without a relay can be taken back, and the rest goes when it is there', async () => {
    await fixture.relay.kill()
    await composer().focus()
    await choose([
      chosen('wait.txt', 'text/plain', Buffer.from('waits')),
      chosen('not.txt', 'text/plain', Buffer.from('not this')),
    ])
    await expect.poll(() => chips().count()).toBe(2)
    await toLatePresses()
    await composer().fill('when it is back')
    await page.keyboard.press('Enter')
    const message = panel.locator('article', { hasText: 'when it is back' })
    await message.getByRole('button', { name: 'Remove not.txt' }).click()
    await expect.poll(() => message.getByTestId('file').count()).toBe(1)
    await fixture.relay.start()
    await expect
      .poll(() => atWitness().at(-1), { timeout: 60_000 })
      .toEqual({ text: 'when it is back', files: ['wait.txt'] })
    expect(complaints.filter((text) => !/404|Failed to load/.test(text))).toEqual([])
  })
})

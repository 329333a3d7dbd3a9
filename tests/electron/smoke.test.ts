import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../../commands/ensureBuilt.ts'
import { findElectron } from '../../commands/findElectron.ts'
import { commandNames } from '../../src/shared/ipc/names.ts'

const root = join(import.meta.dirname, '../..')
const executablePath = findElectron()
const reason = 'no Electron binary on this machine'
if (executablePath === undefined) process.stderr.write(`tests/electron/smoke.test.ts: skipped: ${reason}\n`)

describe.skipIf(executablePath === undefined)(`Electron itself (skipped: ${reason})`, () => {
  let app: ElectronApplication
  let page: Page

  beforeAll(async () => {
    await ensureBuilt()
    app = await _electron.launch({
      executablePath: executablePath ?? '',
      args: [root],
      env: { ...process.env, DATA_DIR: mkdtempSync(join(tmpdir(), 'rounds-electron-')) },
    })
    page = await app.firstWindow()
  }, 120_000)
  afterAll(() => app?.close())

  test('shows the page of the app scheme, with the bridge of the contract and nothing of Node', async () => {
    expect(page.url()).toBe('app://console/index.html')
    const seen = await page.evaluate(() => ({
      bridge: Object.keys((globalThis as unknown as { bridge: object }).bridge).sort(),
      node: ['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis),
    }))
    expect(seen.bridge).toEqual([...commandNames, 'capabilities', 'on'].sort())
    expect(seen.node).toEqual([])
  })

  test('opens the data and answers through the bridge', async () => {
    const answer = await page.evaluate(() =>
      (globalThis as unknown as { bridge: { readConsole: (input: object) => Promise<unknown> } }).bridge.readConsole(
        {},
      ),
    )
    expect(answer).toMatchObject({ ok: true, value: { account: { state: 'signedOut' } } })
  })

  test('opens no window and goes nowhere', async () => {
    const opened = await page.evaluate(() => {
      const page = globalThis as unknown as { open: (url: string) => unknown; location: { href: string } }
      page.location.href = 'https://example.org/'
      return page.open('https://example.org/')
    })
    expect(opened).toBeNull()
    expect(page.url()).toBe('app://console/index.html')
  })

  test('shows the sign-in form', async () => {
    expect(await page.locator('input[type="password"]').count()).toBe(1)
  })
})

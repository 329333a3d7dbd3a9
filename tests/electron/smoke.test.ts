import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../../commands/processes/ensureBuilt.ts'
import { findElectron } from '../../commands/processes/findElectron.ts'
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
    expect(await page.evaluate('Object.keys(window.bridge).sort()')).toEqual(
      [...commandNames, 'capabilities', 'on'].sort(),
    )
    const ofNode = "['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis)"
    expect(await page.evaluate(ofNode)).toEqual([])
  })

  test('opens the data and answers through the bridge', async () => {
    const answer = await page.evaluate('window.bridge.readConsole({})')
    expect(answer).toMatchObject({ ok: true, value: { account: { state: 'signedOut' } } })
  })

  test('opens no window and goes nowhere', async () => {
    expect(await page.evaluate("window.open('https://example.org/')")).toBeNull()
    await page.evaluate("location.href = 'https://example.org/'")
    expect(page.url()).toBe('app://console/index.html')
    expect(await page.evaluate('window.bridge.readConsole({})')).toMatchObject({ ok: true })
  })

  test('shows the sign-in form', async () => {
    expect(await page.locator('input[type="password"]').count()).toBe(1)
  })
})

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright'
import { describeExit } from './processes/childExit.ts'
import { takePatientPictures } from './processes/patientPictures.ts'
import { untilReady } from './processes/untilReady.ts'

/*
 * `npm run pictures [-- DIRECTORY]`: starts the demonstration, answers a few patients, and takes the pictures of the README
 * (into docs/pictures by default), light and dark, at two sizes; then those of the patient's page.
 */
const directory = process.argv[2] ?? join(import.meta.dirname, '../docs/pictures')
const dataDir = mkdtempSync(join(tmpdir(), 'rounds-pictures-'))
const demonstration = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
  env: { ...process.env, BROWSER: 'none', ROUNDS_DATA_DIR: dataDir, SEED: '11' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise<void>((resolve) => demonstration.once('exit', () => resolve()))

try {
  const link = await untilReady(
    demonstration,
    /console ready at (\S+)/,
    () => `the demonstration ${describeExit(demonstration)}`,
  )
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  await page.goto(link)
  await page.locator('[data-session]').first().waitFor()
  await sleep(50_000)
  await work(page)
  // Out of the list, whose order is held while the pointer is over it.
  await page.mouse.move(800, 400)
  mkdirSync(directory, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [suffix, width, height] of [
      ['', 1280, 800],
      ['-1920', 1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height })
      await sleep(1_000)
      await page.screenshot({ path: join(directory, `console-${colorScheme}${suffix}.png`) })
    }
  }
  await takePatientPictures(browser, directory)
  await browser.close()
} finally {
  demonstration.kill('SIGTERM')
  await ended
  rmSync(dataDir, { recursive: true })
}

/** Opens the five who have waited longest, answers two of them, and begins a third answer. */
async function work(page: Page): Promise<void> {
  const rows = page.locator('[data-session]')
  const names: string[] = []
  for (let index = 0; index < 5; index += 1) {
    const id = await rows.nth(index).getAttribute('data-session')
    if (id) names.push(id)
  }
  for (const id of names) {
    await page.locator(`[data-session="${id}"]`).click()
    await sleep(1_500)
  }
  const answer = async (tab: number, text: string) => {
    await page.keyboard.press(`Control+${tab}`)
    const composer = page.locator('form:visible textarea')
    await composer.fill(text)
    await composer.press('Enter')
    await sleep(1_000)
  }
  await answer(2, 'Thank you for waiting. Since when have you had this, and has it become worse?')
  await answer(3, 'Hello, I am Dr Okafor. Do you take any medicines at the moment?')
  await sleep(20_000)
  await answer(2, 'I see. Do you have a fever, or any trouble breathing?')
  await page.keyboard.press('Control+4')
  await page.locator('form:visible textarea').fill('Please take the next dose with food, and')
  await page.keyboard.press('Control+2')
  await page.locator('form:visible textarea').fill('That is good to know. Please measure your')
  await sleep(15_000)
}

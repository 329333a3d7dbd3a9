import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'

/** Path of Chromium in Debian's package; `CHROMIUM_PATH` names another one. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Starts Chromium without anything that would call out of this machine. */
export function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update']
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', ...quiet, '--disable-sync'] })
}

/** Time after which what a test waits for is taken to be missing: it comes when the machine gets to it. */
const longestWaitMs = 60_000

/** A page at `link` in a window of its own. `complaints` gathers errors of its scripts and of its content policy. */
export async function openPage(
  browser: Browser,
  link: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(longestWaitMs)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const isLostConnection = /WebSocket connection|ERR_CONNECTION/.test(message.text())
    if (message.type() === 'error' && !isLostConnection) complaints.push(message.text())
  })
  await page.goto(link)
  return { page, complaints }
}

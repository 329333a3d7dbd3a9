import { type Browser, type CDPSession, chromium, type Page } from 'playwright'
import { installPaintProbe, mark } from './paintProbe.ts'

/** The console's page in a Chromium of its own. */
export interface ConsolePage {
  readonly page: Page
  readonly devtools: CDPSession
  /** Bytes of the page's heap that are in use, after a collection. */
  readonly heapBytes: () => Promise<number>
  readonly close: () => Promise<void>
}

/** Path of Chromium in Debian's package; `CHROMIUM_PATH` names another one. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync']
/** Longest time that anything on the screen is waited for. */
const patienceMs = 180_000

/** Starts the browser, without a page. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: [...quiet, '--disable-component-update'] })
}

/** Opens the link of a host in a window of its own, with the probe in it. */
export async function openConsolePage(browser: Browser, link: string): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  await page.addInitScript(installPaintProbe, mark)
  await page.goto(link)
  const devtools = await context.newCDPSession(page)
  return {
    page,
    devtools,
    heapBytes: async () => {
      await devtools.send('HeapProfiler.enable')
      await devtools.send('HeapProfiler.collectGarbage')
      const { usedSize } = await devtools.send('Runtime.getHeapUsage')
      return usedSize
    },
    close: () => context.close(),
  }
}

/**
 * Resolves when the list is usable: every row in view has its last words and its clock. `filter`: the name of the filter that shows
 * the sessions of this person.
 */
export async function untilListed({ page }: ConsolePage, filter: 'Mine' | 'All' = 'Mine'): Promise<void> {
  await page.locator('[data-session], fieldset button').first().waitFor()
  if (filter !== 'Mine') await page.getByRole('button', { name: new RegExp(`^${filter}`) }).click()
  await page.waitForFunction(
    () => {
      const rows = [...document.querySelectorAll('[data-session]')].filter((row) => {
        const { top } = row.getBoundingClientRect()
        return top >= 0 && top < window.innerHeight
      })
      const isWhole = (row: Element) => {
        const words = row.querySelector<HTMLElement>('[data-kind]')
        const isSaid = words !== null && words.dataset.kind !== 'empty' && words.innerText !== ''
        return isSaid && (row.querySelector<HTMLElement>('[data-level]')?.innerText ?? '') !== ''
      }
      return rows.length > 0 && rows.every(isWhole)
    },
    undefined,
    { polling: 'raf' },
  )
}

/** Resolves when the console says that everything it has to fetch is there. */
export async function untilFetched({ page }: ConsolePage): Promise<void> {
  await page.locator('[role=status][data-mode=live]').waitFor()
}

/** Resolves when the conversation of the active tab is drawn and a text can be written. */
export async function untilConversationShown({ page }: ConsolePage): Promise<void> {
  await page.locator('[data-panel] [role=log] article').first().waitFor()
  await page.locator('[data-panel] textarea').first().waitFor()
}

/** Opens the palette and goes to the patient with this record number. */
export async function jumpTo({ page }: ConsolePage, recordNumber: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText(recordNumber)
  await page.keyboard.press('Enter')
  await page.locator('[role=dialog]').waitFor({ state: 'detached' })
}

import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { ensureBuilt } from '../../../commands/processes/ensureBuilt.ts'
import { launchChromium } from '../../support/browser/openPage.ts'
import { longMs, openVisitInBrowser, type VisitInBrowser } from '../../support/patient/openVisitInBrowser.ts'

/** Opens a browser for the tests around it, and for each of them a relay and a page of its own, which `take` is given before the test. */
export function forEachVisit(
  take: (fixture: VisitInBrowser, browser: Browser) => void | Promise<void>,
  env: Readonly<Record<string, string>> = {},
): void {
  let browser: Browser
  let fixture: VisitInBrowser
  beforeAll(async () => {
    await ensureBuilt()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    fixture = await openVisitInBrowser(browser, env)
    await take(fixture, browser)
  }, longMs)
  afterEach(() => fixture.close())
}

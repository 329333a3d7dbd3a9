import type { Browser } from 'playwright'
import { afterEach, beforeEach } from 'vitest'
import { type ConsoleInBrowser, openConsoleInBrowser } from '../../support/console/openConsoleInBrowser.ts'

/** Opens for each test around it a relay and a console of its own, which `take` is given before the test. */
export function forEachConsole(browser: () => Browser, take: (fixture: ConsoleInBrowser) => void): void {
  let fixture: ConsoleInBrowser
  beforeEach(async () => {
    fixture = await openConsoleInBrowser(browser())
    take(fixture)
  })
  afterEach(() => fixture.close())
}

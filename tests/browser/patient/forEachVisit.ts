import type { Browser } from 'playwright'
import { afterEach, beforeEach } from 'vitest'
import { longMs, openVisitInBrowser, type VisitInBrowser } from '../../support/patient/openVisitInBrowser.ts'

/** Opens for each test around it a relay and a visit of its own, which `take` is given before the test. */
export function forEachVisit(
  browser: () => Browser,
  take: (fixture: VisitInBrowser) => void | Promise<void>,
  env: Readonly<Record<string, string>> = {},
): void {
  let fixture: VisitInBrowser
  beforeEach(async () => {
    fixture = await openVisitInBrowser(browser(), env)
    await take(fixture)
  }, longMs)
  afterEach(() => fixture.close())
}

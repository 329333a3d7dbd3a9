import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { ensureBuilt } from '../../../commands/processes/ensureBuilt.ts'
import { launchChromium } from '../../support/console/openConsolePage.ts'
import { longMs, openVisitStage, type VisitStage } from '../../support/patient/openVisitStage.ts'

/** Opens a browser for the tests around it, and for each of them a stage of its own, which `take` is given before the test. */
export function forEachVisit(
  take: (stage: VisitStage, browser: Browser) => void | Promise<void>,
  env: Readonly<Record<string, string>> = {},
): void {
  let browser: Browser
  let stage: VisitStage
  beforeAll(async () => {
    await ensureBuilt()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    stage = await openVisitStage(browser, env)
    await take(stage, browser)
  }, longMs)
  afterEach(() => stage.close())
}

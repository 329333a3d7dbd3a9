import { existsSync } from 'node:fs'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe } from 'vitest'
import { ensureBuilt } from '../../../commands/processes/ensureBuilt.ts'
import { chromiumPath, launchChromium } from './openPage.ts'

/**
 * Groups tests in one Chromium, which `browser` returns once they run, against what was built of the sources as they are. Where there
 * is no Chromium they are not run, and `npm test` lists them so.
 */
export function describeInChromium(title: string, tests: (browser: () => Browser) => void): void {
  const isThere = existsSync(chromiumPath)
  describe.skipIf(!isThere)(isThere ? title : `${title} (skipped: no Chromium on this machine)`, () => {
    let launched: Browser | undefined
    beforeAll(async () => {
      await ensureBuilt()
      launched = await launchChromium()
    })
    afterAll(() => launched?.close())
    tests(() => {
      if (!launched) throw new Error('Chromium is launched before the first test')
      return launched
    })
  })
}

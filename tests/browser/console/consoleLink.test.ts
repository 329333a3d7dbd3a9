import { once } from 'node:events'
import { existsSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openSystemBrowser } from '../../../src/main/hosts/browser/openSystemBrowser.ts'
import { describeInChromium } from '../../support/browser/describeInChromium.ts'

describeInChromium("the file that a browser is given for the console's link, in Chromium", (browser) => {
  it('leads to the link by itself, and tells the console nothing of where it lies', async () => {
    const referrers: unknown[] = []
    const server = createServer((request, response) => {
      referrers.push(request.headers.referer)
      response.end('<!doctype html><title>Console</title>')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(async () => {
      server.close()
    })
    const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/#token`
    const dataDir = mkdtempSync(join(tmpdir(), 'rounds-link-'))
    // This machine has no opener of that platform, so that nothing but this browser opens the file.
    const forget = openSystemBrowser(link, dataDir, 'win32')
    const page = await browser().newPage()
    await page.goto(pathToFileURL(join(dataDir, 'open-console.html')).href)
    await page.waitForURL(link)
    expect(referrers[0]).toBeUndefined()
    forget()
    expect(existsSync(join(dataDir, 'open-console.html'))).toBe(false)
  })
})

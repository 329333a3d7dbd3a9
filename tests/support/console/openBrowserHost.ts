import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Core } from '../../../src/main/core/core.ts'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import { type BrowserHost, createBrowserHost } from '../../../src/main/hosts/browser/createBrowserHost.ts'
import { createWebsocketTransport, type WebsocketTransport } from '../../../src/renderer/bridge/websocketBridge.ts'
import { type Credential, credentialOfToken } from '../../../src/shared/ipc/credential.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'

/** A browser host on a free port over a page of two files. `logged` collects what it logs. */
export async function openBrowserHost(
  core: Core,
  options: {
    readonly port?: number
    readonly pageSecret?: Uint8Array
    readonly logged?: object[]
    readonly reportDefect?: () => void
  } = {},
): Promise<BrowserHost> {
  const rendererDir = mkdtempSync(join(tmpdir(), 'rounds-renderer-'))
  writeFileSync(
    join(rendererDir, 'index.html'),
    '<!doctype html><html><head><title>Rounds</title></head><body></body></html>',
  )
  writeFileSync(join(rendererDir, 'app.js'), 'export {}')
  const record = (fields: object, message: string) => options.logged?.push({ ...fields, message })
  return createBrowserHost({
    core,
    capabilities: { keyProtection: 'fileOnly' },
    rendererDir,
    pageSecret: options.pageSecret ?? systemRandom.bytes(32),
    clock: systemClock,
    random: systemRandom,
    log: {
      debug: record,
      info: record,
      warn: record,
      error: (fields, message) => {
        record(fields, message)
        options.reportDefect?.()
      },
    },
    port: options.port ?? 0,
  })
}

/** The page's end of the connection, from Node: it sends the `Origin` that a browser would. */
export function connectPage(
  port: number,
  offers: readonly Credential[],
  keepReload: (credential: Credential) => void = () => undefined,
): WebsocketTransport {
  const openSocket = () =>
    new WebSocket(`ws://127.0.0.1:${port}/bridge`, { headers: { Origin: `http://127.0.0.1:${port}` } })
  const host = `127.0.0.1:${port}`
  return createWebsocketTransport({ openSocket, host, offers, keepReload, newNonce: randomUUID, clock: systemClock })
}

/** The token of a link. */
export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1)
}

/** Returns the credential in the page's link. */
export function credentialOf(link: string): Credential {
  return credentialOfToken(tokenOf(link))
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const documented = readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8')
const opening = '/socket.io/?EIO=4&transport=polling'

describe('pages of other origins', () => {
  let relay: StartedRelay
  let open: StartedRelay
  beforeAll(async () => {
    const env = { CORS_ORIGINS: 'https://clinic.example,https://*.clinic.example', SOCKET_PATHS: '/api/ws' }
    relay = await startRelay({ env })
    open = await startRelay({ env: { CORS_ORIGINS: '*' } })
  })
  afterAll(() => Promise.all([relay.stop(), open.stop()]))

  const ask = (path: string, origin: string, method = 'GET', from = relay) =>
    fetch(`${from.url}${path}`, {
      method,
      headers: {
        origin,
        ...(method === 'OPTIONS'
          ? { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
          : {}),
      },
    })
  const granted = ({ headers }: Response) => [
    headers.get('access-control-allow-origin'),
    headers.get('access-control-allow-credentials'),
  ]

  it.each([opening, '/api/ws/?EIO=4&transport=polling', '/api/sessions', '/health'])(
    'that are set may call %s with credentials, asked before or not',
    async (path) => {
      for (const origin of ['https://clinic.example', 'https://preview-7.clinic.example'])
        for (const method of ['GET', 'OPTIONS'])
          expect(granted(await ask(path, origin, method)), `${method} from ${origin}`).toEqual([origin, 'true'])
    },
  )

  it.each([opening, '/api/sessions', '/health'])('that are not set may not call %s', async (path) => {
    for (const origin of ['https://evil.example', 'https://clinic.example.evil.example', 'null'])
      for (const method of ['GET', 'OPTIONS'])
        expect((await ask(path, origin, method)).headers.get('access-control-allow-origin'), origin).toBeNull()
  })

  it.each([opening, '/api/sessions'])('may call %s without credentials where any may', async (path) => {
    expect(granted(await ask(path, 'https://anyone.example', 'GET', open))).toEqual(['*', null])
  })

  it.each(['socket.io.js', 'socket.io.min.js', 'socket.io.esm.min.js'])(
    'have %s from the relay, with the hash in the docs',
    async (file) => {
      for (const path of ['/socket.io', '/api/ws']) {
        const answer = await ask(`${path}/${file}`, 'https://clinic.example')
        const content = Buffer.from(await answer.arrayBuffer())
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
        expect(granted(answer)).toEqual(['https://clinic.example', 'true'])
        expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
        expect(documented).toContain(`sha384-${createHash('sha384').update(content).digest('base64')}`)
        const etag = answer.headers.get('etag') ?? ''
        const held = await fetch(`${relay.url}${path}/${file}`, { headers: { 'if-none-match': etag } })
        expect(held.status).toBe(304)
      }
    },
  )

  it('have no other file from there', async () => {
    for (const file of ['socket.io.msgpack.min.js', 'socket.io.js.map', '..%2fpackage.json', 'socket.io.min.js/x'])
      expect((await ask(`/socket.io/${file}`, 'https://clinic.example')).ok, file).toBe(false)
  })
})

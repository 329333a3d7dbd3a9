import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Protocol } from 'electron'
import { beforeAll, expect, test } from 'vitest'
import { handleAppProtocol } from '../../../src/main/hosts/electron/appProtocol.ts'
import { createFileAnswers } from '../../../src/main/hosts/fileAnswers.ts'
import { createRendererFiles } from '../../../src/main/hosts/rendererFiles.ts'

let request: (url: string, method?: string, headers?: Record<string, string>) => Promise<Response>

const contentName = 'n'.repeat(32)
const bytes = Buffer.from('%PDF-1.7 0123456789')
const content = {
  ...{ name: "Befund 'ü'.pdf", mediaType: 'application/pdf', bytes: bytes.byteLength },
  read: async function* ({ start, end } = { start: 0, end: bytes.byteLength }) {
    yield bytes.subarray(start, end)
  },
}

beforeAll(() => {
  const dir = mkdtempSync(join(tmpdir(), 'rounds-files-'))
  const rendererDir = join(dir, 'renderer')
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  mkdirSync(join(dir, 'renderer-secret'))
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><html><head lang="en"><title>R</title></head></html>')
  writeFileSync(join(rendererDir, 'assets', 'app.js'), 'export {}')
  writeFileSync(join(rendererDir, 'assets', 'app.js.map'), '{}')
  writeFileSync(join(dir, 'secret.json'), '{}')
  writeFileSync(join(dir, 'renderer-secret', 'secret.json'), '{}')
  let nonces = 0
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>()
  const protocol: Pick<Protocol, 'handle'> = { handle: (scheme, handler) => void handlers.set(scheme, handler) }
  handleAppProtocol(
    protocol,
    createRendererFiles({
      rendererDir,
      capabilities: { keyProtection: 'operatingSystem' },
      connectTo: [],
      newNonce: () => {
        nonces += 1
        return `nonce${nonces}`
      },
    }),
    createFileAnswers({ findContent: (name) => (name === contentName ? content : undefined) }),
  )
  request = async (url, method = 'GET', headers = {}) => {
    const handler = handlers.get('app')
    if (!handler) throw new Error('the scheme is not handled')
    return handler({ url, method, headers: new Headers(headers) } as Request)
  }
})

test('serves the page under a policy without unsafe-inline, with a nonce of its own each time', async () => {
  const nonces = new Set<string>()
  for (const url of ['app://console/index.html', 'app://console/']) {
    const response = await request(url)
    expect(response.status).toBe(200)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(await response.text()).toContain(`<head lang="en"><meta name="csp-nonce" content="${nonce}">`)
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(2)
})

test('gives the page the capabilities of its host', async () => {
  expect(await (await request('app://console/')).text()).toContain(
    '<meta name="rounds-capabilities" content="{&quot;keyProtection&quot;:&quot;operatingSystem&quot;}">',
  )
})

test('serves a script as one', async () => {
  const response = await request('app://console/assets/app.js?v=1')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await response.text()).toBe('export {}')
})

test.each([
  'app://console/../secret.json',
  'app://console/%2e%2e/secret.json',
  'app://console/..%2fsecret.json',
  'app://console/%2e%2e%2fsecret.json',
  'app://console/assets/..%2f..%2fsecret.json',
  'app://console/..%2frenderer-secret%2fsecret.json',
  'app://console/..%5csecret.json',
  'app://console/%00index.html',
  'app://console/index.html%00.js',
  'app://console/%',
  'app://console//etc/hostname',
  'app://console/%2fetc%2fpasswd',
  'app://console/assets',
  'app://console/assets/app.js.map',
  'app://console/missing.js',
  'app://other/index.html',
])('finds nothing at %s', async (url) => {
  const response = await request(url)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('Not found')
})

test('serves no other method than GET', async () => {
  expect((await request('app://console/index.html', 'POST')).status).toBe(404)
})

test('serves the content of a file to who has its name, kept by nobody and running nothing', async () => {
  const response = await request(`app://console/files/${contentName}`)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ 'content-type': 'application/pdf', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    'content-disposition': "inline; filename*=UTF-8''Befund%20%27%C3%BC%27.pdf",
  })
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('script-src')
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await request(`app://console/files/${'m'.repeat(32)}`)).status).toBe(404)
  expect((await request('app://console/files/short')).status).toBe(404)
})

test('serves it to be saved where that is asked for', async () => {
  const response = await request(`app://console/files/${contentName}?save`)
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; /)
})

test.each([
  ['bytes=0-3', 206, '%PDF', 'bytes 0-3/19'],
  ['bytes=9-', 206, '0123456789', 'bytes 9-18/19'],
  ['bytes=-2', 206, '89', 'bytes 17-18/19'],
  ['bytes=9-99', 206, '0123456789', 'bytes 9-18/19'],
  ['bytes=19-', 416, '', 'bytes */19'],
  ['lines=1-2', 200, '%PDF-1.7 0123456789', null],
])('serves the part that %s asks for', async (range, status, text, contentRange) => {
  const response = await request(`app://console/files/${contentName}`, 'GET', { range })
  expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
    ...[status, text, contentRange],
  ])
})

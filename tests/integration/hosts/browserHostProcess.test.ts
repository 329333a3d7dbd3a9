import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectPage, credentialOf, tokenOf } from '../../support/console/openBrowserHost.ts'
import { until } from '../../support/time/until.ts'

const entry = join(import.meta.dirname, '../../../src/main/hosts/browser/index.ts')
const readyLine = /^console ready at (http:\/\/127\.0\.0\.1:(\d+)\/#[\w-]+)\n$/

interface Running {
  readonly child: ChildProcess
  readonly output: () => string
  readonly errors: () => string
}

let dataDir: string
let started: ChildProcess[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rounds-host-'))
  started = []
})
afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
})

function run(variables: Record<string, string> = {}): Running {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, BROWSER: 'none', ...variables }
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  const streams = { output: '', errors: '' }
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    streams.output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    streams.errors += text
  })
  return { child, output: () => streams.output, errors: () => streams.errors }
}

/** Waits for the line that reports that the console is ready; returns its link and port. */
async function ready(running: Running): Promise<{ readonly link: string; readonly port: number }> {
  while (!running.output().endsWith('\n')) {
    if (running.child.exitCode !== null) throw new Error(`the console ended: ${running.errors()}`)
    await Promise.race([once(running.child.stdout ?? running.child, 'data'), once(running.child, 'exit')])
  }
  const [, link = '', port] = readyLine.exec(running.output()) ?? []
  return { link, port: Number(port) }
}

async function exitOf(running: Running): Promise<unknown> {
  const [code, signal] = running.child.exitCode === null ? await once(running.child, 'close') : [running.child.exitCode]
  return code ?? signal
}

test('prints where it is ready and nothing else, and serves a page that has the link', async () => {
  const running = run()
  const { link, port } = await ready(running)
  expect(running.output()).toMatch(readyLine)
  const page = connectPage(port, [credentialOf(link)])
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true, value: { account: { state: 'signedOut' } } })
  page.close()
  expect(running.errors()).toBe('')
})

test('offers the relay that it was started with', async () => {
  const { link, port } = await ready(run({ RELAY_URL: 'http://127.0.0.1:9' }))
  const page = connectPage(port, [credentialOf(link)])
  expect(await page.invoke('readConsole', {})).toMatchObject({ value: { account: { relayUrl: 'http://127.0.0.1:9' } } })
  page.close()
})

test.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly at %s and frees its data directory', async (signal) => {
  const running = run()
  const { link, port } = await ready(running)
  const page = connectPage(port, [credentialOf(link)])
  await page.invoke('readConsole', {})
  running.child.kill(signal)
  expect(await exitOf(running)).toBe(0)
  page.close()
  expect(existsSync(join(dataDir, 'console.lock'))).toBe(false)
  expect(running.errors()).toBe('')
})

test('a second console on the same data directory is refused in one line', async () => {
  await ready(run())
  const second = run()
  expect(await exitOf(second)).toBe(1)
  expect(second.errors()).toBe(`console cannot start: another console is using ${dataDir}\n`)
  expect(second.output()).toBe('')
})

test('after a kill the next console takes the data directory over, and an open page comes back to it', async () => {
  const first = run()
  const { link, port } = await ready(first)
  const page = connectPage(port, [credentialOf(link)])
  await page.invoke('readConsole', {})
  const restarted = Promise.withResolvers<void>()
  page.onRestart(restarted.resolve)
  first.child.kill('SIGKILL')
  await exitOf(first)
  const second = await ready(run({ PORT: String(port) }))
  expect(second.port).toBe(port)
  await restarted.promise
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
  page.close()
})

test('a port in use is one line and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const running = run({ PORT: String(port) })
  expect(await exitOf(running)).toBe(1)
  expect(running.errors()).toBe(`console cannot start: port ${port} is in use\n`)
  other.close()
})

test('a data directory that cannot be written to is one line and exit code 1', async () => {
  const file = join(dataDir, 'file')
  writeFileSync(file, '')
  const running = run({ DATA_DIR: join(file, 'inside') })
  expect(await exitOf(running)).toBe(1)
  expect(running.errors()).toBe(
    `console cannot start: the data directory ${join(file, 'inside')} cannot be written to\n`,
  )
})

test('a malformed variable is one line and exit code 1', async () => {
  const running = run({ RELAY_URL: 'nowhere' })
  expect(await exitOf(running)).toBe(1)
  expect(running.errors()).toBe('console cannot start: RELAY_URL must be an http or https address\n')
})

test('what it writes is for its owner only, and holds no link', async () => {
  const { link } = await ready(run())
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name)
    expect([name, statSync(path).mode & 0o077]).toEqual([name, 0])
    if (statSync(path).isFile()) expect(readFileSync(path, 'utf8')).not.toContain(tokenOf(link))
  }
})

test('the link stands on no command line: the browser is given a file for its owner only, which goes when the console ends', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'rounds-bin-'))
  const given = join(bin, 'given')
  const script = `#!/bin/sh\nprintf '%s\\n' "$0" "$@" > ${given}.new && mv ${given}.new ${given}\n`
  for (const name of ['xdg-open', 'open']) writeFileSync(join(bin, name), script, { mode: 0o755 })
  const running = run({ BROWSER: '', PATH: `${bin}:${process.env.PATH}` })
  const { port } = await ready(running)
  await until('the browser was opened', () => existsSync(given))
  const words = readFileSync(given, 'utf8').trim().split('\n')
  const [, path = ''] = words
  const link = new RegExp(`http://127\\.0\\.0\\.1:${port}/#[\\w-]+`).exec(readFileSync(path, 'utf8'))?.[0] ?? ''
  expect(words.join(' ')).not.toContain(tokenOf(link))
  expect(statSync(path).mode & 0o077).toBe(0)
  const page = connectPage(port, [credentialOf(link)])
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
  page.close()
  running.child.kill('SIGTERM')
  await exitOf(running)
  expect(existsSync(path)).toBe(false)
})

test('a data directory that others may read is reported in one line at the start', async () => {
  chmodSync(dataDir, 0o755)
  const running = run()
  await ready(running)
  expect(running.errors()).toBe(
    `console: the data directory is open to other users of this machine: chmod 700 it (${dataDir})\n`,
  )
})

test('a data directory that is made is for its owner only', async () => {
  const made = join(dataDir, 'made')
  const running = run({ DATA_DIR: made })
  await ready(running)
  expect(statSync(made).mode & 0o777).toBe(0o700)
  expect(running.errors()).toBe('')
})

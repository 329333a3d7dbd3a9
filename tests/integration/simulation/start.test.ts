import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createTokenMint } from '../../../simulation/mintToken.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { sessionsAnswerSchema } from '../../../src/shared/protocol/rest.ts'
import { until } from '../../support/time/until.ts'

const entryPoint = join(import.meta.dirname, '../../../commands/start.ts')
const buildAndStartMs = 150_000

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-start-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

function start(directory: string, ...options: string[]) {
  const child = spawn(process.execPath, [entryPoint, ...options], {
    env: { ...process.env, ROUNDS_DATA_DIR: directory, BROWSER: 'none', PORT: '', RELAY_PORT: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => stop(child).then(() => undefined))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const closed = once(child, 'close')
  return { child, output: () => output, closed }
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill('SIGTERM')
  await once(child, 'exit')
  return child.exitCode
}

const isReachable = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

const demoSchema = z.object({ jwtSecret: z.string(), relayPort: z.int(), consolePort: z.int() })

test('a recording with a damaged line ends the command in one line that names it, before anything is started', async () => {
  const directory = makeDirectory()
  const recording = join(directory, 'recording.jsonl')
  const good = { id: 'a', complaint: '', turns: [{ at: 0, role: 'patient', text: 'Hello' }] }
  writeFileSync(recording, `${JSON.stringify(good)}\n{"id":"b"}\n`)
  const { child, output, closed } = start(join(directory, 'data'), '--replay', recording)
  await closed
  expect(child.exitCode).toBe(1)
  expect(output()).toMatch(/^rounds cannot start: .*recording\.jsonl:2: complaint: .*\n$/)
  expect(() => statSync(join(directory, 'data'))).toThrow(/ENOENT/)
})

test('the first command brings up relay, patients and console, and takes all of them down again', {
  timeout: buildAndStartMs + 60_000,
}, async () => {
  const directory = makeDirectory()
  const { child, output } = start(directory)
  await until('the console is ready', () => /console ready at http:/.test(output()), buildAndStartMs)
  const demoPath = join(directory, 'demo.json')
  expect(statSync(demoPath).mode & 0o077).toBe(0)
  const demo = demoSchema.parse(JSON.parse(readFileSync(demoPath, 'utf8')))
  const relayUrl = `http://127.0.0.1:${demo.relayPort}`
  const consoleUrl = `http://127.0.0.1:${demo.consolePort}`
  expect(output()).toContain(`console ready at ${consoleUrl}/#`)
  expect(output()).not.toContain(demo.jwtSecret)

  const mintToken = createTokenMint(demo.jwtSecret, systemClock)
  const listSessions = async () => {
    const token = await mintToken({ userId: 'dr-ada-okafor', name: 'Dr Ada Okafor', role: 'clinician' })
    const answer = await fetch(`${relayUrl}/api/sessions`, { headers: { authorization: `Bearer ${token}` } })
    return sessionsAnswerSchema.parse(await answer.json()).sessions
  }
  const before = await listSessions()
  expect(before).toHaveLength(24)
  const written = (sessions: typeof before) => sessions.reduce((sum, { heads }) => sum + heads.care, 0)
  await until('patients write', async () => written(await listSessions()) > written(before) + 2, 30_000)

  const second = start(directory)
  await second.closed
  expect(second.child.exitCode).toBe(1)
  expect(second.output()).toMatch(/^rounds cannot start: .* is in use by another start of Rounds.*\n$/)

  expect(await stop(child)).toBe(0)
  expect(await isReachable(relayUrl)).toBe(false)
  expect(await isReachable(consoleUrl)).toBe(false)
})

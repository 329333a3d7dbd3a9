import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openSqliteFile, openSqliteStore } from '../../../relay/store/database/openSqliteStore.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { runRelay } from '../../support/relay/start/runRelay.ts'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { testSecret, tokenFor } from '../../support/relay/start/testTokens.ts'

describe('the relay as a process', () => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  async function start(): Promise<RelayProcess> {
    const relay = await startRelayProcess()
    cleanUps.push(relay.dispose)
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    return relay
  }
  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'rounds-relay-'))
    cleanUps.push(() => rm(folder, { recursive: true, force: true }))
    return folder
  }
  async function connect(relay: RelayProcess, userId: 'pat' | 'doc') {
    const token = await tokenFor(userId, userId === 'pat' ? 'patient' : 'clinician')
    const client = await connectNative({ url: relay.url, token })
    cleanUps.push(async () => client.close())
    return client
  }

  /** Sends without waiting until the line drops; resolves with the ids that were acknowledged, in the order they were sent in. */
  async function sendUntilEnd(relay: RelayProcess, afterAcknowledged: number, act: () => void): Promise<string[]> {
    const pat = await connect(relay, 'pat')
    const acknowledged: { id: string; seq: number }[] = []
    const pending: Promise<unknown>[] = []
    let hasActed = false
    for (let sent = 0; sent < 20_000 && pat.socket.connected; sent++) {
      const id = newEntryId()
      const answer = pat.request(
        'message:send',
        { id, sessionId: 's1', thread: 'care', text: `message ${sent}` },
        3_000,
      )
      pending.push(
        answer.then(
          (ack) => ack.success && acknowledged.push({ id, seq: ack.seq }),
          () => undefined,
        ),
      )
      if (!hasActed && acknowledged.length >= afterAcknowledged) {
        hasActed = true
        act()
      }
      if (sent % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
      // However slow the relay is today, there are some left to send when it is time to act.
      while (
        !hasActed &&
        pat.socket.connected &&
        sent - acknowledged.length > 1_000 &&
        acknowledged.length < afterAcknowledged
      )
        await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(pending)
    return acknowledged.sort((a, b) => a.seq - b.seq).map(({ id }) => id)
  }

  async function storedIds(relay: RelayProcess): Promise<string[]> {
    const doc = await connect(relay, 'doc')
    const { entries } = await doc.pullAll()
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1))
    return entries.filter((entry) => entry.body.kind === 'message').map((entry) => entry.id)
  }

  it('says on SIGTERM that it stops, loses nothing it acknowledged, and ends with 0', async () => {
    const relay = await start()
    const doc = await connect(relay, 'doc')
    let code: Promise<number | null> | undefined
    const acknowledged = await sendUntilEnd(relay, 300, () => {
      code = relay.kill('SIGTERM')
    })
    expect(await code).toBe(0)
    await doc.ended
    expect(doc.payloads('server:shutdown')).toHaveLength(1)
    expect(acknowledged.length).toBeGreaterThanOrEqual(300)
    await relay.restart()
    const stored = await storedIds(relay)
    expect(stored.filter((id) => acknowledged.includes(id))).toEqual(acknowledged)
  })

  it('loses nothing it acknowledged to a SIGKILL, and leaves no gap', async () => {
    const relay = await start()
    const acknowledged = await sendUntilEnd(relay, 300, () => {
      relay.kill('SIGKILL').catch(() => undefined)
    })
    expect(acknowledged.length).toBeGreaterThanOrEqual(300)
    await relay.kill('SIGKILL')
    await relay.restart()
    const stored = await storedIds(relay)
    expect(stored.filter((id) => acknowledged.includes(id))).toEqual(acknowledged)
    expect(new Set(stored).size).toBe(stored.length)
  })

  it('lets a thousand clients wait while it is busy', async (context) => {
    const most = Number(await readFile('/proc/sys/net/core/somaxconn', 'utf8').catch(() => 0))
    if (most < 2_000) context.skip('the system lets fewer connections wait than the relay would')
    const relay = await start()
    process.kill(relay.pid(), 'SIGSTOP')
    const sockets = Array.from({ length: 1_000 }, () => connectTcp(relay.port, '127.0.0.1'))
    cleanUps.push(async () => {
      for (const socket of sockets) socket.destroy()
    })
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    process.kill(relay.pid(), 'SIGCONT')
    expect((await fetch(`${relay.url}/health`)).status).toBe(200)
  })

  it('says at start that others of this machine may read DATA_DIR, and says nothing of one that is its own', async () => {
    const folder = await newFolder()
    const warning = 'DATA_DIR is open to other users of this machine: chmod 700 it'
    const relay = await startRelayProcess({ dataDir: folder })
    cleanUps.push(relay.dispose)
    expect(relay.output()).not.toContain(warning)
    await relay.kill('SIGKILL')
    await chmod(folder, 0o710)
    await relay.restart()
    expect(relay.output()).toContain(warning)
  })

  it('refuses to start in one line, with code 1: environment, port, newer or damaged database', async () => {
    const folder = await newFolder()
    const env = { DATA_DIR: folder, PORT: '0', JWT_SECRET: testSecret }
    async function expectRefusal(given: Record<string, string>, reason: RegExp): Promise<void> {
      const { code, stdout, stderr } = await runRelay(given)
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr).toMatch(reason)
    }
    await expectRefusal({ ...env, PORT: 'many' }, /PORT must be/)
    await expectRefusal({ DATA_DIR: folder }, /JWT_SECRET/)

    const running = await start()
    await expectRefusal({ ...env, PORT: String(running.port) }, /port \d+ of 127\.0\.0\.1 is in use/)

    const file = join(folder, 'relay.db')
    await (await openSqliteStore({ file })).close()
    const database = openSqliteFile(file)
    database.exec(`insert into kysely_migration (name, timestamp) values ('9999-from-later', '2030')`)
    database.close()
    await expectRefusal(env, /written by a newer version/)

    await writeFile(file, 'no database, and long enough to be taken for one '.repeat(200))
    await rm(`${file}-wal`, { force: true })
    await expectRefusal(env, /not a database/)
    await expectRefusal({ ...env, DATA_DIR: join(file, 'below-a-file') }, /DATA_DIR/)
  })
})

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { credentialOfToken } from '../../../src/shared/ipc/credential.ts'
import { connectPage } from '../../support/console/openBrowserHost.ts'
import { openRelayWithConsole, products } from '../../support/console/relayWithConsole.ts'
import { openRelayWithCores } from '../../support/console/relayWithCores.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { runRelay } from '../../support/relay/start/runRelay.ts'
import { startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { testSecret, tokenFor } from '../../support/relay/start/testTokens.ts'
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from '../../support/servers/smallDisk.ts'
import { until } from '../../support/time/until.ts'

const reason = whyNoSmallDisk()
const longText = 'x'.repeat(16_000)

function openDisk(sizeKiB: number): SmallDisk {
  const disk = mountSmallDisk(sizeKiB)
  onTestFinished(disk.unmount)
  return disk
}

const title = `a disk that is really full${reason === undefined ? '' : ` (skipped: ${reason})`}`

describe.skipIf(reason !== undefined)(title, () => {
  test('under the relay: nothing is acknowledged that is not stored, it stays up, and goes on when there is room', async () => {
    const disk = openDisk(6 * 1024)
    const relay = await startRelayProcess({ dataDir: disk.directory })
    onTestFinished(relay.dispose)
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const pat = await connectNative({ url: relay.url, token: await tokenFor('pat', 'patient') })
    onTestFinished(() => pat.close())
    expect(await pat.send('s1', 'before')).toMatchObject({ success: true })
    const isReady = async () => (await fetch(`${relay.url}/ready`)).status === 200
    expect(await isReady()).toBe(true)
    disk.fill()
    await until('it is not ready', async () => !(await isReady()))
    const ids = Array.from({ length: 40 }, newEntryId)
    const answers = []
    for (const id of ids) answers.push({ id, answer: await pat.send('s1', longText, { id }) })
    const refused = answers.filter(({ answer }) => !answer.success)
    expect(refused.length).toBeGreaterThan(0)
    for (const { answer } of refused) {
      expect(answer).toMatchObject({ success: false, code: 'diskFull', retry: 'later' })
      expect(!answer.success && answer.error).toContain('The disk of the relay is full')
    }
    expect((await fetch(`${relay.url}/health`)).status).toBe(200)
    disk.free()
    await until('it is ready again', isReady)
    for (const { id } of refused) expect(await pat.send('s1', longText, { id })).toMatchObject({ success: true })
    await relay.kill('SIGKILL')
    await relay.restart()
    const doc = await connectNative({ url: relay.url, token: await tokenFor('doc', 'clinician') })
    onTestFinished(() => doc.close())
    const { entries } = await doc.pullAll()
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
    const stored = entries.map(({ id }) => id)
    for (const id of ids) expect(stored.filter((other) => other === id)).toHaveLength(1)
  })

  test('when the relay starts: it refuses in one line', async () => {
    const disk = openDisk(64)
    disk.fill()
    const { code, stdout, stderr } = await runRelay({ DATA_DIR: disk.directory, PORT: '0', JWT_SECRET: testSecret })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^relay does not start: The disk of the relay [^\n]*\n$/)
  })

  test('under the console: queued messages stay queued, refusals are reported, and it stays up', async () => {
    const disk = openDisk(6 * 1024)
    const consoleDir = join(disk.directory, 'console')
    const fixture = await openRelayWithConsole({
      programs: products,
      patients: ['Ann Aare'],
      signsIn: true,
      consoleDir,
    })
    onTestFinished(fixture.clear)
    const [sessionId] = fixture.sessionIds
    if (!sessionId) throw new Error('there is no session')
    const open = async () => {
      const page = connectPage(fixture.hostPort, [credentialOfToken(await fixture.host.start())])
      onTestFinished(page.close)
      return page
    }
    const page = await open()
    const read = async (from = page) => {
      const answer = await from.invoke('readConsole', {})
      if (!answer.ok) throw new Error(answer.failure.message)
      return answer.value as { sessions: object[]; pending: { id: string }[]; trouble: { kind: string } | null }
    }
    await until('the session is here', async () => (await read()).sessions.length === 1)
    await fixture.relay.kill()
    const draft = { sessionId, thread: 'care', text: 'begun' }
    expect(await page.invoke('saveDraft', { ...draft, thread: 'staff' })).toMatchObject({ ok: true })
    disk.fill()
    const queued: string[] = []
    let refusals = 0
    for (let count = 0; count < 40; count += 1) {
      const id = newEntryId()
      const answer = await page.invoke('sendMessage', { id, sessionId, thread: 'care', text: longText })
      if (answer.ok) queued.push(id)
      else {
        refusals += 1
        expect(answer.failure.kind).toBe('diskFull')
        expect(answer.failure.message).toContain('The disk of this workstation is full. Nothing was saved')
      }
    }
    expect(refusals).toBeGreaterThan(0)
    expect((await read()).pending.map(({ id }) => id)).toEqual(queued)
    await fixture.host.kill()
    disk.free()
    const again = await open()
    expect((await read(again)).pending.map(({ id }) => id)).toEqual(queued)
    const id = newEntryId()
    await again.invoke('sendMessage', { id, sessionId, thread: 'care', text: 'when there was room' })
    // Full once more just as they could leave: no attempt is made that could not be written down first.
    disk.fill()
    await fixture.relay.start()
    await until('the fault is reported', async () => (await read(again)).trouble?.kind === 'diskFull', 30_000)
    disk.free()
    await until('all have left', async () => (await read(again)).pending.length === 0, 30_000)
    expect((await read(again)).trouble).toBeNull()
    const witness = fixture.openWitness()
    onTestFinished(witness.close)
    await witness.ready
    const texts = witness
      .readThread(sessionId, 'care')
      .flatMap(({ body, ...entry }) => (body.kind === 'message' ? entry.id : []))
    expect(texts).toEqual([...queued, id])
  })

  test('when somebody signs in: they see why not, and can when there is room', async () => {
    const disk = openDisk(4 * 1024)
    const fixture = await openRelayWithCores()
    const console = fixture.console({ dataDir: disk.directory })
    disk.fill()
    await expect(fixture.signIn(console)).rejects.toThrow('The disk of this workstation is full')
    expect((await console.state()).account).toMatchObject({ state: 'signedOut' })
    disk.free()
    await fixture.signIn(console)
    await console.untilLive()
    await console.close()
  })

  test('when the console starts: it refuses in one line', async () => {
    const disk = openDisk(64)
    const fixture = await openRelayWithConsole({
      programs: products,
      patients: [],
      signsIn: true,
      consoleDir: disk.directory,
    })
    onTestFinished(fixture.clear)
    disk.fill()
    await expect(fixture.host.start()).rejects.toThrow(
      /ended with exit code 1: console cannot start: the disk [^\n]* is full[^\n]*\n$/,
    )
  })
})

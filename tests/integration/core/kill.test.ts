import { expect, onTestFinished, test } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { startCoreProcess } from '../../support/console/process/coreProcess.ts'
import { openRelayWithCores, password, sessionIds } from '../../support/console/relayWithCores.ts'
import { makeDataDir, removeDataDir, startCore } from '../../support/console/startCore.ts'
import { startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { until } from '../../support/time/until.ts'

const inOrder = (texts: readonly string[]) => texts.map((_, index) => `text ${index + 1}`)

function ownDataDir(): string {
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  return dataDir
}

test('a console killed while it writes has on the disk what it acknowledged; all of it arrives once, in order', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  let written = new Map<string, number>()
  for (const atLeast of [30, 90, 200]) {
    const child = await startCoreProcess({
      dataDir,
      relayUrl: fixture.link.url,
      user: 'clinician',
      password,
      sessionIds,
    })
    // Half of the time the relay is away, so that much is unsent.
    if (atLeast === 90) {
      fixture.link.refuse(true)
      fixture.link.cut()
    }
    await until('it has written', () => child.queued.length >= atLeast, 30_000)
    await child.kill()
    fixture.link.refuse(false)

    const console = fixture.console({ dataDir })
    if (atLeast === 90) expect((await console.state()).pending.length).toBeGreaterThan(0)
    expect((await console.state()).sessions[0]?.drafts.staff).toMatch(/^draft \d+$/)
    await console.untilSent()
    const now = new Map<string, number>()
    for (const sessionId of sessionIds) {
      const texts = await fixture.texts(sessionId)
      const fresh = texts.slice(written.get(sessionId) ?? 0)
      expect(fresh).toEqual(inOrder(fresh))
      // The last one may have reached the disk without this having been printed.
      const printed = child.queued.filter((line) => line.startsWith(`${sessionId} `)).length
      expect([printed, printed + 1]).toContain(fresh.length)
      await until('the console has caught up', async () => (await console.texts(sessionId)).length === texts.length)
      expect(await console.texts(sessionId)).toEqual(texts)
      now.set(sessionId, texts.length)
    }
    written = now
    await console.close()
  }
})

test('a relay killed while messages are on their way loses and doubles none', async () => {
  const relay = await startRelayProcess()
  onTestFinished(() => relay.dispose())
  await relay.putUser('clinician', { name: 'Clin Ician', role: 'clinician', password })
  const ids = [1, 2, 3].map((count) => sessionIdSchema.parse(`session-${count}`))
  for (const id of ids) await relay.putSession(id, { clinician: 'clinician', patient: 'patient' })
  const dataDir = ownDataDir()
  const console = startCore({ dataDir })
  onTestFinished(() => console.close())
  await console.core.handlers.signIn({ relayUrl: relay.url, user: 'clinician', password })
  await console.untilLive()

  let count = 0
  for (let round = 0; round < 2; round++) {
    const until = count + 20
    const write = async () => {
      while (count < until) {
        count += 1
        for (const id of ids) await console.send(id, `text ${count}`)
      }
    }
    await Promise.all([write(), relay.kill('SIGKILL')])
    await relay.restart()
  }
  await console.untilSent()
  await console.untilLive()
  const witness = startCore({ dataDir: ownDataDir() })
  onTestFinished(() => witness.close())
  await witness.core.handlers.signIn({ relayUrl: relay.url, user: 'clinician', password })
  await witness.untilLive()
  for (const id of ids) {
    expect(await witness.texts(id)).toEqual(Array.from({ length: 40 }, (_, index) => `text ${index + 1}`))
    expect(await console.entries(id)).toEqual(await witness.entries(id))
  }
})

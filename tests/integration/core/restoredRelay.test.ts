import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chooseFreePort } from '../../../commands/processes/chooseFreePort.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { makeDataDir, newEntryId, removeDataDir, startCore } from '../../support/console/startCore.ts'
import { watchDisk } from '../../support/console/watchDisk.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const sessionId = sessionIdSchema.parse('session')
const password = 'a good password'

async function write({ useCases: rules }: StartedRelay, text: string): Promise<void> {
  const { appendMessage } = rules()
  const principal = { userId: userIdSchema.parse('patient'), role: 'patient', name: 'Pat' } as const
  await appendMessage(principal, { id: newEntryId(), sessionId, thread: 'care', type: 'text', text })
}

test('a relay restored from a backup, where others wrote since, has its own past on the console too', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-relay-'))
  const backup = await mkdtemp(join(tmpdir(), 'rounds-backup-'))
  const consoleDir = makeDataDir()
  onTestFinished(async () => {
    await Promise.all([dataDir, backup].map((folder) => rm(folder, { recursive: true, force: true })))
    removeDataDir(consoleDir)
  })
  const options = { dataDir, port: await chooseFreePort() }
  const first = await startRelay(options)
  await first.putUser('clinician', { name: 'Clin', role: 'clinician', password })
  await first.putUser('patient', { name: 'Pat', role: 'patient' })
  await first.putSession(sessionId, { clinician: 'clinician', patient: 'patient' })
  for (const text of ['one', 'two', 'three']) await write(first, text)
  await first.stop()
  await cp(dataDir, backup, { recursive: true })

  const second = await startRelay(options)
  await write(second, 'lost in the fire')
  const disk = watchDisk()
  const console = startCore({ dataDir: consoleDir, openStorage: disk.openStorage })
  onTestFinished(() => console.close())
  await console.core.handlers.signIn({ relayUrl: second.url, user: 'clinician', password })
  await console.untilLive()
  await until('it is here', async () => (await console.texts(sessionId)).at(-1) === 'lost in the fire')
  await second.stop()
  await cp(backup, dataDir, { recursive: true, force: true })

  const third = await startRelay(options)
  onTestFinished(() => third.stop())
  for (const text of ['four', 'five']) await write(third, text)
  // The backup knows nothing of this sign-in either.
  await until('the sign-in is over', async () => (await console.state()).account.state === 'expired')
  await console.core.handlers.signIn({ relayUrl: third.url, user: 'clinician', password })
  await until(
    'the past is the relay’s',
    async () => (await console.texts(sessionId)).join() === 'one,two,three,four,five',
    20_000,
  )
  const stored = await third.store().log.read({ sessionId, thread: 'care', limit: 200, from: { after: 0 } })
  expect(await console.entries(sessionId)).toEqual(stored)
  expect(disk.ranges(sessionId)).toEqual([`1-${stored.length}`])
})

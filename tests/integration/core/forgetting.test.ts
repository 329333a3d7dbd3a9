import { expect, onTestFinished, test } from 'vitest'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { startCoreProcess } from '../../support/console/process/coreProcess.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  secondSession,
} from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { watchDisk } from '../../support/console/watchDisk.ts'
import { until } from '../../support/time/until.ts'

const dayMs = 86_400_000
const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const
const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

async function fill({ relay: { useCases: rules } }: RelayWithCores, sessionId: SessionId, texts: readonly string[]) {
  for (let from = 0; from < texts.length; from += 100)
    await Promise.all(
      texts
        .slice(from, from + 100)
        .map((text) =>
          rules().appendMessage(patient, { id: newEntryId(), sessionId, thread: 'care', type: 'text', text }),
        ),
    )
}

const summaryOf = async (console: StartedCore, id: SessionId) =>
  (await console.state()).sessions.find((session) => session.id === id)
const headOf = async (fixture: RelayWithCores, id: SessionId) => (await fixture.log(id)).at(-1)?.seq ?? 0

test('what was held of a session goes when the user is taken out of it, wherever it was read; the draft stays', async () => {
  const fixture = await openRelayWithCores()
  await fill(fixture, firstSession, numbered('said', 20))
  await fixture.sendAsPatient(secondSession, 'stays here')
  const disk = watchDisk()
  const console = await fixture.signedInConsole({ openStorage: disk.openStorage })
  const { core } = console
  await core.handlers.saveWorkspace({ workspace: null, openSessions: [firstSession] })
  await until('it is here', async () => (await console.texts(firstSession)).length === 20)
  await core.handlers.saveDraft({ sessionId: firstSession, thread: 'care', text: 'begun' })
  expect(disk.holds('said 7')).toBe(true)
  await fixture.relay.putSession(firstSession, { 'patient-1': 'patient' })
  await until('it is gone', async () => (await summaryOf(console, firstSession)) === undefined)
  expect([disk.ranges(firstSession), disk.holds('said 7')]).toEqual([[], false])
  expect(disk.holds('stays here')).toBe(true)
  await expect(console.entries(firstSession)).rejects.toThrow('There is no such session')
  await fixture.relay.putSession(firstSession, { clinician: 'clinician', 'patient-1': 'patient' })
  await until('it is back', async () => (await summaryOf(console, firstSession)) !== undefined)
  expect(await summaryOf(console, firstSession)).toMatchObject({ drafts: { care: 'begun' } })
  expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
})

test('who leaves a session that they may still see keeps what the tab shows until it is closed, and then the digest', async () => {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('boss', { name: 'Boss', role: 'admin', password })
  const id = sessionIdSchema.parse('joined')
  await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient', boss: 'admin' })
  await fill(fixture, id, numbered('said', 20))
  const disk = watchDisk()
  const console = fixture.console({ openStorage: disk.openStorage })
  await console.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'boss', password })
  await console.untilLive()
  await until('it is here', () => disk.ranges(id).length === 1)
  await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [id] })
  await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient' })
  await until('they have left', async () =>
    Boolean((await summaryOf(console, id))?.participants.every(({ userId }) => userId !== 'boss')),
  )
  expect(disk.ranges(id)).toHaveLength(1)
  await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [] })
  expect([disk.ranges(id), disk.holds('said 7')]).toEqual([[], false])
  expect(await summaryOf(console, id)).toMatchObject({ preview: { text: 'said 20' }, unread: { care: 0 } })
})

test('a session that is visited and not listed goes whole with its tab, and a listed one does not', async () => {
  let pastMs = 9 * dayMs
  const fixture = await openRelayWithCores({ clock: { ...systemClock, now: () => systemClock.now() - pastMs } })
  const id = sessionIdSchema.parse('long-closed')
  await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient' })
  await fixture.relay
    .useCases()
    .appendMessage(
      { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' },
      { id: newEntryId(), sessionId: id, thread: 'care', type: 'text', text: 'said long ago' },
    )
  await fixture.relay.putSession(id, {
    kind: 'chat',
    active: false,
    participants: [
      { userId: 'clinician', role: 'clinician' },
      { userId: 'patient-1', role: 'patient' },
    ],
  })
  pastMs = 0
  const disk = watchDisk()
  const console = await fixture.signedInConsole({ openStorage: disk.openStorage })
  expect(await summaryOf(console, id)).toBeUndefined()
  await console.core.handlers.visitSession({ sessionId: id })
  await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [id] })
  await until('it is here', async () => (await console.texts(id)).join() === 'said long ago')
  expect(await summaryOf(console, id)).toMatchObject({ isListed: false })
  await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [] })
  expect(await summaryOf(console, id)).toBeUndefined()
  expect([disk.rows('session'), disk.holds('said long ago')]).toEqual([3, false])
  const removed = () => console.payloads('sessionsChanged').flatMap((change) => change.removed)
  await until('the screen knows', () => removed().length > 0)
  expect(removed()).toEqual([id])
})

test('a host that is killed while it fetches goes on at the next start: nothing lost, nothing twice', async () => {
  const fixture = await openRelayWithCores()
  await fill(fixture, firstSession, numbered('said', 950))
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const options = { dataDir, relayUrl: fixture.link.url, user: 'clinician', password, sessionIds: [secondSession] }
  for (const afterMessages of [1, 6, 25]) {
    const child = await startCoreProcess(options)
    await until('it has written', () => child.queued.length >= afterMessages, 30_000)
    await child.kill()
    await fill(fixture, firstSession, numbered(`after ${afterMessages}`, 20))
  }
  const disk = watchDisk()
  const console = fixture.console({ dataDir, openStorage: disk.openStorage })
  await console.untilLive()
  await console.untilSent()
  const head = await headOf(fixture, firstSession)
  await until('all is here', () => disk.ranges(firstSession).join() === `1-${head}`, 20_000)
  for (const id of [firstSession, secondSession]) expect(await console.entries(id)).toEqual(await fixture.log(id))
  const own = await fixture.texts(secondSession)
  expect(own.length).toBeGreaterThanOrEqual(32)
  await until('it is delivered', async () =>
    (await fixture.relay.store().watermarks.of([firstSession])).some(
      ({ userId, deliveredUpTo }) => userId === 'clinician' && deliveredUpTo === head,
    ),
  )
}, 60_000)

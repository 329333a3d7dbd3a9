import { expect, onTestFinished, test } from 'vitest'
import { statusAt, statusSince } from '../../../src/shared/model/deliveryStatus.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores, type RelayWithCores } from '../../support/console/relayWithCores.ts'
import { makeDataDir, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const patient = { userId: userIdSchema.parse('patient-1'), name: 'Pat One', role: 'patient' } as const

/** The patient's device: what has come to it, and what of that was in front of them. */
const deviceOf = ({ relay }: RelayWithCores) => ({
  mark: async (seq: number, readUpTo = seq) => {
    const marks = [{ sessionId: firstSession, thread: 'care', deliveredUpTo: seq, readUpTo } as const]
    await relay.useCases().advanceWatermarks(patient, { marks })
  },
})

/** Returns the status of a message at a console, and since when it is known to have it. */
async function statusOf(console: StartedCore, seq: number) {
  const reached = (await console.state()).sessions.find(({ id }) => id === firstSession)?.reached.care
  if (!reached) throw new Error('there is such a session')
  const status = statusAt(seq, reached)
  return { status, since: statusSince(seq, status, reached.steps) }
}

async function sendFrom(console: StartedCore, fixture: RelayWithCores, text: string): Promise<number> {
  const id = await console.send(firstSession, text)
  await until('it is sent', async () => (await fixture.log(firstSession)).some((entry) => entry.id === id))
  return (await fixture.log(firstSession)).findLast((entry) => entry.id === id)?.seq ?? 0
}

test('when a message came and was read is known where that was seen, also after a restart', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const console = await fixture.signedInConsole({ dataDir })
  const seq = await sendFrom(console, fixture, 'Take one.')
  expect(await statusOf(console, seq)).toEqual({ status: 'sent', since: null })

  const beganMs = Date.now()
  await deviceOf(fixture).mark(seq, 0)
  await until('it has come', async () => (await statusOf(console, seq)).status === 'delivered')
  const { since: deliveredAt } = await statusOf(console, seq)
  await deviceOf(fixture).mark(seq)
  await until('it is read', async () => (await statusOf(console, seq)).status === 'read')
  const read = await statusOf(console, seq)
  // The relay's clock is this machine's, as near as an answer tells it.
  expect(deliveredAt).toBeGreaterThan(beganMs - 5_000)
  expect(read.since).toBeGreaterThanOrEqual(deliveredAt ?? Number.POSITIVE_INFINITY)
  expect(read.since).toBeLessThan(Date.now() + 5_000)

  await console.close()
  expect(await statusOf(await fixture.signedInConsole({ dataDir }), seq)).toEqual(read)
})

test('when a message was read is not known where that was learnt afterwards, and stays so when a later one is read', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const before = await fixture.signedInConsole({ dataDir })
  const first = await sendFrom(before, fixture, 'Take one.')
  await before.untilSent()
  await before.close()
  await deviceOf(fixture).mark(first)

  const console = await fixture.signedInConsole({ dataDir })
  expect(await statusOf(console, first)).toEqual({ status: 'read', since: null })
  const second = await sendFrom(console, fixture, 'And one more.')
  await deviceOf(fixture).mark(second)
  await until('the second is read', async () => (await statusOf(console, second)).status === 'read')
  expect(await statusOf(console, second)).toEqual({ status: 'read', since: expect.any(Number) })
  expect(await statusOf(console, first)).toEqual({ status: 'read', since: null })
})

test('who joins later, and has the rest still to read, changes no time', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const seq = await sendFrom(console, fixture, 'Take one.')
  await deviceOf(fixture).mark(seq)
  await until('it is read', async () => (await statusOf(console, seq)).status === 'read')
  const read = await statusOf(console, seq)
  await fixture.relay.putSession(firstSession, {
    clinician: 'clinician',
    'patient-1': 'patient',
    'patient-2': 'patient',
  })
  const people = async () => (await console.state()).sessions.find(({ id }) => id === firstSession)?.participants.length
  await until('somebody has joined', async () => (await people()) === 3)
  expect(await statusOf(console, seq)).toEqual(read)
})

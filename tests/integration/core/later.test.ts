import { expect, onTestFinished, test } from 'vitest'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { startCoreProcess } from '../../support/console/process/coreProcess.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  secondSession,
  sessionIds,
  thirdSession,
} from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const minuteMs = 60_000

const sessionOf = async (console: StartedCore, id = firstSession) =>
  (await console.state()).sessions.find((session) => session.id === id)

/** Returns, for each session, why the console shows it as put off, or whether it owes. */
async function shown(console: StartedCore) {
  const { sessions } = await console.state()
  return sessions.map(({ later, owedSince }) => later?.reason ?? (owedSince === null ? 'nothing' : 'owed'))
}

const shows = (console: StartedCore, ...states: string[]) =>
  until(`it shows ${states.join()}`, async () => (await shown(console)).join() === states.join())

async function putOff(console: StartedCore, id = firstSession, reason = 'waiting for the lab') {
  const { saidUpTo = 0 } = (await sessionOf(console, id)) ?? {}
  const later = { until: Date.now() + 30 * minuteMs, reason, upTo: saidUpTo }
  await console.core.handlers.setLater({ id: newEntryId(), sessionId: id, later })
}

const takeUp = (console: StartedCore, id = firstSession) =>
  console.core.handlers.setLater({ id: newEntryId(), sessionId: id, later: null })

/** A relay with the first session in the hands of a colleague too, two consoles of the clinician, and one of the colleague, in which all patients wait. */
async function openThree(): Promise<
  RelayWithCores & { readonly consoles: readonly [StartedCore, StartedCore, StartedCore] }
> {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('colleague', { name: 'Col League', role: 'clinician', password })
  for (const [index, id] of sessionIds.entries()) {
    await fixture.relay.putSession(id, {
      ...{ clinician: 'clinician', colleague: 'clinician' },
      [`patient-${index + 1}`]: 'patient',
    })
    await fixture.sendAsPatient(id, 'Is the result there?')
  }
  const colleague = fixture.console()
  await colleague.core.handlers.signIn({ relayUrl: fixture.relay.url, user: 'colleague', password })
  const consoles = [await fixture.signedInConsole(), await fixture.signedInConsole(), colleague] as const
  for (const console of consoles) await shows(console, 'owed', 'owed', 'owed')
  return { ...fixture, consoles }
}

test('two consoles of a clinician and a colleague agree on what is put off, until when and why, and on what is owed again', async () => {
  const { consoles, sendAsPatient, relay } = await openThree()
  const [first, second, colleague] = consoles
  await putOff(first)
  for (const console of consoles) await shows(console, 'waiting for the lab', 'owed', 'owed')
  await until('the relay has it', async () => (await sessionOf(first))?.later?.isQueued === false)
  const seen = await Promise.all(consoles.map(async (console) => (await sessionOf(console))?.later))
  expect(seen[1]).toEqual(seen[2])
  expect(seen[0]).toMatchObject({ by: 'clinician', until: seen[1]?.until, reason: 'waiting for the lab' })
  await until('the colleague reads of it', async () => (await colleague.entries(firstSession, 'staff')).length > 0)
  expect((await colleague.entries(firstSession, 'staff')).at(-1)).toMatchObject({
    senderName: 'Clin Ician',
    body: { kind: 'state', change: 'putOff', reason: 'waiting for the lab' },
  })

  await takeUp(colleague)
  for (const console of consoles) await shows(console, 'owed', 'owed', 'owed')
  await putOff(second, secondSession, 'asked a colleague')
  await putOff(second, thirdSession, 'only thanks')
  for (const console of consoles) await shows(console, 'owed', 'asked a colleague', 'only thanks')
  await sendAsPatient(secondSession, 'It hurts now')
  for (const console of consoles) await shows(console, 'owed', 'owed', 'only thanks')
  const answer = { userId: userIdSchema.parse('colleague'), role: 'clinician', name: 'Col League' } as const
  await relay.useCases().appendMessage(answer, {
    ...{ id: newEntryId(), sessionId: thirdSession, thread: 'care', type: 'text', text: 'You are welcome' },
  })
  for (const console of consoles) await shows(console, 'owed', 'owed', 'nothing')
})

test('what is put off without a line counts here at once, and for all when it is back; not where the patient has written meanwhile', async () => {
  const { consoles, link, log, sendAsPatient } = await openThree()
  const [first, , colleague] = consoles
  link.refuse(true)
  link.cut()
  await until('the line is gone', async () => (await first.state()).link.mode !== 'live')
  await putOff(first, firstSession, 'waiting for the lab')
  await putOff(first, secondSession, 'asked a colleague')
  await putOff(first, thirdSession, 'by mistake')
  await takeUp(first, thirdSession)
  await shows(first, 'waiting for the lab', 'asked a colleague', 'owed')
  expect((await sessionOf(first))?.later?.isQueued).toBe(true)
  await sendAsPatient(secondSession, 'It hurts now')
  await shows(colleague, 'owed', 'owed', 'owed')
  link.refuse(false)
  for (const console of consoles) await shows(console, 'waiting for the lab', 'owed', 'owed')
  const isDone = async () => (await sessionOf(first))?.later?.isQueued === false
  await until('the relay has it', isDone)
  for (const console of consoles) await shows(console, 'waiting for the lab', 'owed', 'owed')
  const changes = async () => (await log(thirdSession, 'staff')).map(({ body }) => 'change' in body && body.change)
  await until('the relay has all', async () => (await changes()).join() === 'putOff,takenUpAgain')
})

test('a console that is killed after it has said so puts its sessions off when it is started again', async () => {
  const fixture = await openRelayWithCores()
  for (const id of sessionIds) await fixture.sendAsPatient(id, 'Thank you!')
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const before = await fixture.signedInConsole({ dataDir })
  await shows(before, 'owed', 'owed', 'owed')
  await before.close()
  fixture.link.refuse(true)
  const options = { dataDir, relayUrl: fixture.link.url, user: 'clinician', password, sessionIds }
  const child = await startCoreProcess({ ...options, does: 'putSessionsOff' })
  await until('all are put off', () => child.queued.length === 3, 30_000)
  await child.kill()

  const after = fixture.console({ dataDir })
  await shows(after, 'only thanks', 'only thanks', 'only thanks')
  fixture.link.refuse(false)
  const stored = async () => (await Promise.all(sessionIds.map((id) => fixture.log(id, 'staff')))).flat()
  await until('the relay has it', async () => (await stored()).length === 3)
  const other = await fixture.signedInConsole()
  await shows(other, 'only thanks', 'only thanks', 'only thanks')
  expect((await stored()).length).toBe(3)
})

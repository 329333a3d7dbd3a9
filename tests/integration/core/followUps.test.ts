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
const clinician = { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' } as const

const sessionOf = async (console: StartedCore, id = firstSession) =>
  (await console.state()).sessions.find((session) => session.id === id)

/** Returns what each console shows of each session: the words of what is to be followed up, `!` before what is due. */
async function shown(console: StartedCore) {
  const { sessions } = await console.state()
  return sessions.map(({ followUps }) => followUps.map(({ text, isDue }) => (isDue ? `!${text}` : text)).join('+'))
}

const shows = (console: StartedCore, ...states: string[]) =>
  until(`it shows ${states.join()}`, async () => (await shown(console)).join() === states.join())

async function set(console: StartedCore, text: string, sessionId = firstSession, forMs = 30 * minuteMs) {
  const id = newEntryId()
  const change = { kind: 'set', text, due: Date.now() + forMs } as const
  await console.core.handlers.changeFollowUp({ id, sessionId, change })
  return id
}

type FollowUpId = Awaited<ReturnType<typeof set>>

const end = (console: StartedCore, followUp: FollowUpId, kind: 'done' | 'remove', sessionId = firstSession) =>
  console.core.handlers.changeFollowUp({ id: newEntryId(), sessionId, change: { kind, followUp } })

const isAtRelay = (console: StartedCore) =>
  until('the relay has it', async () => {
    const { sessions } = await console.state()
    return sessions.every(({ followUps }) => followUps.every(({ isQueued }) => !isQueued))
  })

/** A relay with every session in the hands of a colleague too, two consoles of the clinician, and one of the colleague. */
async function openThree(): Promise<
  RelayWithCores & { readonly consoles: readonly [StartedCore, StartedCore, StartedCore] }
> {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('colleague', { name: 'Col League', role: 'clinician', password })
  for (const [index, id] of sessionIds.entries())
    await fixture.relay.putSession(id, {
      ...{ clinician: 'clinician', colleague: 'clinician' },
      [`patient-${index + 1}`]: 'patient',
    })
  const colleague = fixture.console()
  await colleague.core.handlers.signIn({ relayUrl: fixture.relay.url, user: 'colleague', password })
  const consoles = [await fixture.signedInConsole(), await fixture.signedInConsole(), colleague] as const
  for (const console of consoles) await shows(console, '', '', '')
  return { ...fixture, consoles }
}

test('two consoles of a clinician and a colleague agree on what is to be followed up, on who set it, and on what was done', async () => {
  const { consoles, log } = await openThree()
  const [first, second, colleague] = consoles
  const fever = await set(first, 'fever')
  const pain = await set(colleague, 'pain', firstSession, 10 * minuteMs)
  for (const console of consoles) await shows(console, 'pain+fever', '', '')
  await isAtRelay(first)
  await isAtRelay(colleague)
  const seen = await Promise.all(consoles.map(async (console) => (await sessionOf(console))?.followUps))
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])
  expect(seen[0]?.map(({ by }) => by)).toEqual(['colleague', 'clinician'])

  await end(second, pain, 'done')
  await end(colleague, fever, 'remove')
  for (const console of consoles) await shows(console, '', '', '')
  const changes = async () =>
    (await log(firstSession, 'staff')).map(({ senderId, body }) => 'change' in body && `${senderId} ${body.change}`)
  await until('the staff thread tells of it', async () => (await changes()).length === 4)
  expect((await changes()).slice(2).sort()).toEqual(['clinician followUpDone', 'colleague followUpRemoved'])
  await expect(end(second, pain, 'done')).rejects.toThrow('This follow-up is done, or was removed.')
})

test('what comes due stands first for all of its clinicians, by the relay’s clock, and is reported when it does', async () => {
  const { consoles, relay } = await openThree()
  const due = Date.now() + 1_500
  const change = { kind: 'set', text: 'fever', due } as const
  await relay.useCases().changeSession(clinician, {
    id: newEntryId(),
    sessionId: secondSession,
    change: { kind: 'followUp', followUp: change },
  })
  for (const console of consoles) await shows(console, '', '!fever', '')
  for (const console of consoles) expect((await sessionOf(console, secondSession))?.followUpDue).toBe(due)
  const isReported = () =>
    consoles[0]
      .payloads('sessionsChanged')
      .some(({ items }) => items.some(({ id, followUpDue }) => id === secondSession && followUpDue === due))
  await until('it is reported', isReported)
})

test('what is set without a line counts here at once, and for all when it is back, also where its time has passed by then', async () => {
  const { consoles, link, log, relay } = await openThree()
  const [first, , colleague] = consoles
  link.refuse(true)
  link.cut()
  await until('the line is gone', async () => (await first.state()).link.mode !== 'live')
  const fever = await set(first, 'fever')
  await set(first, 'pain', secondSession)
  const mistake = await set(first, 'mistake', thirdSession)
  await end(first, mistake, 'remove', thirdSession)
  const postpone = { kind: 'postpone', followUp: fever, due: Date.now() + 60 * minuteMs } as const
  await first.core.handlers.changeFollowUp({ id: newEntryId(), sessionId: firstSession, change: postpone })
  await shows(first, 'fever', 'pain', '')
  expect((await sessionOf(first))?.followUps[0]).toMatchObject({ isQueued: true, due: postpone.due })
  await shows(colleague, '', '', '')
  // Closed meanwhile: what was to be followed up in it is over, and its words are not lost.
  const closing = { id: newEntryId(), sessionId: secondSession, change: { kind: 'close' } } as const
  await relay.useCases().changeSession(clinician, closing)
  link.refuse(false)
  await until(
    'it was refused',
    async () => (await sessionOf(first, secondSession))?.followUps[0]?.failure !== undefined,
  )
  for (const console of consoles.slice(1)) await shows(console, 'fever', '', '')
  expect((await sessionOf(first, secondSession))?.followUps).toMatchObject([
    { text: 'pain', isDue: false, failure: { kind: 'sessionClosed' } },
  ])
  const [{ id: refusedId } = { id: fever }] = (await sessionOf(first, secondSession))?.followUps ?? []
  await end(first, refusedId, 'remove', secondSession)
  await shows(first, 'fever', '', '')
  const changes = async () => (await log(thirdSession, 'staff')).map(({ body }) => 'change' in body && body.change)
  await until('the relay has all', async () => (await changes()).join() === 'followUpSet,followUpRemoved')
})

test('what two consoles have decided apart is decided by who came first, and both agree afterwards', async () => {
  const { consoles, link } = await openThree()
  const [first, second, colleague] = consoles
  const fever = await set(first, 'fever')
  for (const console of consoles) await shows(console, 'fever', '', '')
  await isAtRelay(first)
  link.refuse(true)
  link.cut()
  for (const console of [first, second])
    await until('the line is gone', async () => (await console.state()).link.mode !== 'live')
  const postpone = { kind: 'postpone', followUp: fever, due: Date.now() + 90 * minuteMs } as const
  await first.core.handlers.changeFollowUp({ id: newEntryId(), sessionId: firstSession, change: postpone })
  await end(second, fever, 'done')
  await end(colleague, fever, 'done')
  await shows(colleague, '', '', '')
  await isAtRelay(colleague)
  link.refuse(false)
  for (const console of consoles) await shows(console, '', '', '')
  for (const console of [first, second]) await isAtRelay(console)
})

test('a console that is killed after it has said so sets its follow-ups when it is started again', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const before = await fixture.signedInConsole({ dataDir })
  await shows(before, '', '', '')
  await before.close()
  fixture.link.refuse(true)
  const options = { dataDir, relayUrl: fixture.link.url, user: 'clinician', password, sessionIds }
  const child = await startCoreProcess({ ...options, does: 'setFollowUps' })
  await until('all are set', () => child.queued.length === 3, 30_000)
  await child.kill()

  const after = fixture.console({ dataDir })
  const fever = 'Ask about the fever'
  await shows(after, fever, fever, fever)
  fixture.link.refuse(false)
  const stored = async () => (await Promise.all(sessionIds.map((id) => fixture.log(id, 'staff')))).flat()
  await until('the relay has it', async () => (await stored()).length === 6)
  const other = await fixture.signedInConsole()
  await shows(other, fever, fever, fever)
  expect((await sessionOf(other))?.followUps).toEqual((await sessionOf(after))?.followUps)
  expect((await stored()).length).toBe(6)
})

import { expect, onTestFinished, test } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  secondSession,
} from '../../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../../support/console/startCore.ts'
import { until } from '../../../support/time/until.ts'

const clinicianId = userIdSchema.parse('clinician')

const sessionOf = async (console: StartedCore, id = firstSession) =>
  (await console.state()).sessions.find((session) => session.id === id)

const draftOf = async (console: StartedCore, id = firstSession) => (await sessionOf(console, id))?.drafts.care

const write = (console: StartedCore, text: string, sessionId = firstSession) =>
  console.core.handlers.saveDraft({ sessionId, thread: 'care', text })

const has = (console: StartedCore, text: string, id = firstSession) =>
  until(`it has “${text}”`, async () => (await draftOf(console, id)) === text)

const othersOf = async (console: StartedCore) =>
  (await sessionOf(console))?.draftsElsewhere.care.others.map(({ text }) => text)

const offers = (console: StartedCore, ...texts: string[]) =>
  until(`it offers ${texts.join()}`, async () => (await othersOf(console))?.join() === texts.join())

/** Two consoles of one clinician, of which the second's line can be cut, and one of a colleague in the same session. */
async function openThree(): Promise<
  RelayWithCores & { readonly consoles: readonly [StartedCore, StartedCore, StartedCore] }
> {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('colleague', { name: 'Col League', role: 'clinician', password })
  await fixture.relay.putSession(firstSession, {
    ...{ clinician: 'clinician', colleague: 'clinician' },
    'patient-1': 'patient',
  })
  const [first, colleague] = [fixture.console(), fixture.console()]
  await first.core.handlers.signIn({ relayUrl: fixture.relay.url, user: 'clinician', password })
  await colleague.core.handlers.signIn({ relayUrl: fixture.relay.url, user: 'colleague', password })
  const consoles = [first, await fixture.signedInConsole(), colleague] as const
  for (const console of consoles) await has(console, '')
  return { ...fixture, consoles }
}

async function cut({ link, consoles }: Awaited<ReturnType<typeof openThree>>) {
  link.refuse(true)
  link.cut()
  await until('the line is gone', async () => (await consoles[1].state()).link.mode !== 'live')
}

test('what is written at one console is there at the other of the same person, goes from both when it is sent, and is nobody else’s', async () => {
  const { consoles, texts } = await openThree()
  const [first, second, colleague] = consoles
  await write(first, 'Take one')
  await has(second, 'Take one')
  await write(second, 'Take one a day')
  await has(first, 'Take one a day')
  await write(first, 'Call me', secondSession)
  await has(second, 'Call me', secondSession)
  const message = { sessionId: firstSession, thread: 'care', text: 'Take one a day', draft: 'Take one a day' } as const
  await first.core.handlers.sendMessage({ id: newEntryId(), ...message })
  await has(second, '')
  await until('it is sent', async () => (await texts(firstSession)).length === 1)
  expect(await draftOf(second, secondSession)).toBe('Call me')
  expect(JSON.stringify([colleague.events, await colleague.state()])).not.toMatch(/Take one"|Call me/)
  for (const console of consoles) expect(await othersOf(console)).toEqual([])
})

test('what both have written apart is not lost: the newer stands, the older is offered at both until the person has done with it', async () => {
  const fixture = await openThree()
  const { consoles, link } = fixture
  const [first, second] = consoles
  await write(first, 'Take')
  await has(second, 'Take')
  await cut(fixture)
  await write(second, 'Take two')
  await write(first, 'Take one')
  await until('the relay has it', async () => (await fixture.relay.store().drafts.newest(clinicianId)) > 1)
  link.refuse(false)
  await has(first, 'Take two')
  await has(second, 'Take two')
  for (const console of [first, second]) await offers(console, 'Take one')
  const [older] = (await sessionOf(first))?.draftsElsewhere.care.others ?? []
  await first.core.handlers.settleDraft({ sessionId: firstSession, thread: 'care', id: older?.id ?? '' })
  for (const console of [first, second]) await offers(console)
  expect(await draftOf(second)).toBe('Take two')
})

test('a draft that was sent at one goes from the other when that is back, unless something was written there since', async () => {
  const fixture = await openThree()
  const { consoles, link, texts } = fixture
  const [first, second] = consoles
  await write(first, 'Take one')
  await write(first, 'Call me', secondSession)
  await has(second, 'Take one')
  await has(second, 'Call me', secondSession)
  await cut(fixture)
  await write(second, 'Call me today', secondSession)
  for (const [sessionId, text] of [
    [firstSession, 'Take one'],
    [secondSession, 'Call me'],
  ] as const)
    await first.core.handlers.sendMessage({ id: newEntryId(), sessionId, thread: 'care', text, draft: text })
  await until('both are sent', async () => (await texts(secondSession)).length === 1)
  link.refuse(false)
  await has(second, '')
  await has(first, 'Call me today', secondSession)
  expect(await draftOf(second, secondSession)).toBe('Call me today')
})

test('a draft survives the end of a console that had no line, and comes to the other with the next start', async () => {
  const fixture = await openThree()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const third = await fixture.signedInConsole({ dataDir })
  await has(third, '')
  fixture.link.refuse(true)
  fixture.link.cut()
  await until('the line is gone', async () => (await third.state()).link.mode !== 'live')
  await write(third, 'Begun without a line')
  await third.close()
  fixture.link.refuse(false)
  expect(await draftOf(fixture.consoles[0])).toBe('')
  fixture.console({ dataDir })
  await has(fixture.consoles[0], 'Begun without a line')
})

import { expect, test } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores, secondSession } from '../../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../../support/console/startCore.ts'
import { until } from '../../../support/time/until.ts'

const clinician = { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' } as const
const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const

const search = ({ core }: StartedCore, text: string) => core.handlers.searchEntries({ text })
const excerpts = async (console: StartedCore, text: string) =>
  (await search(console, text)).items.map(({ excerpt }) => excerpt)

test('a message is found as soon as it is here, by its newest version, and not once it is redacted', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const rules = fixture.relay.useCases()
  const message = { id: newEntryId(), sessionId: firstSession, thread: 'care', type: 'text' } as const
  await rules.appendMessage(patient, { ...message, text: 'I take Penicillin' })
  await until('it is found', async () => (await excerpts(console, 'penicillin')).length === 1)
  const edit = { id: newEntryId(), target: message.id, sessionId: firstSession, thread: 'care' } as const
  await rules.editMessage(patient, { ...edit, text: 'I take Amoxicillin' })
  await until('the edit is found', async () => (await excerpts(console, 'amoxi')).length === 1)
  expect(await excerpts(console, 'penicillin')).toEqual([])
  await rules.redactMessage(patient, { ...edit, id: newEntryId() })
  await until('it is gone', async () => (await excerpts(console, 'amoxi')).length === 0)
  expect(await excerpts(console, 'take')).toEqual([])
})

test('messages are found by who said them, of whom they are, their time and their kind, newest first, with what was looked for', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const note = { id: newEntryId(), sessionId: secondSession, thread: 'staff', type: 'text' } as const
  await fixture.sendAsPatient(firstSession, 'Fever since Monday')
  await fixture.sendAsPatient(secondSession, 'No new fever')
  await fixture.relay.useCases().appendMessage(clinician, { ...note, text: 'fever: ask again' })
  await until('all are here', async () => (await search(console, 'fever')).items.length === 3)
  expect(await excerpts(console, 'fever')).toEqual(['fever: ask again', 'No new fever', 'Fever since Monday'])
  expect(await excerpts(console, 'fever in:pat one')).toEqual(['Fever since Monday'])
  expect(await excerpts(console, 'from:clin ician fever')).toEqual(['fever: ask again'])
  expect(await excerpts(console, 'kind:note')).toEqual(['fever: ask again'])
  expect(await excerpts(console, '"new fever"')).toEqual(['No new fever'])
  expect(await excerpts(console, 'fever before:2020-01-01')).toEqual([])
  expect(await excerpts(console, 'fever after:2020')).toHaveLength(3)
  const [found] = (await search(console, 'fev in:two')).items.slice(-1)
  expect(found).toMatchObject({ sessionId: secondSession, thread: 'care', marks: [{ from: 7, to: 10 }] })
  await expect(search(console, 'before:soon')).rejects.toThrow('Write a day after “before:”')
})

test('what the workstation holds is found without a relay, page after page, after a start as before', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  const before = await fixture.signedInConsole({ dataDir })
  const texts = Array.from({ length: 70 }, (_, at) => `dose ${at + 1}`)
  for (const text of texts) await fixture.sendAsPatient(firstSession, text)
  await until('all are here', async () => (await before.texts(firstSession)).length === 70)
  await before.core.close()
  await fixture.link.close()
  const console = fixture.console({ dataDir })
  const found: string[] = []
  let page: string | undefined
  do {
    const answer = await console.core.handlers.searchEntries({ text: 'dose', ...(page && { page }) })
    found.push(...answer.items.map(({ excerpt }) => excerpt))
    page = answer.page
  } while (page !== undefined)
  expect(found).toEqual(texts.toReversed())
  expect((await search(console, 'dose 70')).isWhole).toBe(true)
  await console.core.close()
  removeDataDir(dataDir)
})

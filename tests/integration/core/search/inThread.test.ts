import { expect, test } from 'vitest'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  firstSession,
  openRelayWithCores,
  type RelayWithCores,
  secondSession,
} from '../../../support/console/relayWithCores.ts'
import { newEntryId, type StartedCore } from '../../../support/console/startCore.ts'
import { until } from '../../../support/time/until.ts'

const care = { sessionId: firstSession, thread: 'care' } as const
const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const
const clinician = { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' } as const
const dayMs = 24 * 3_600_000
const firstDayMs = Date.now() - 400 * dayMs

/** Time of a day of which a message speaks: `day 7: fever`. Messages without one were said on the last. */
const timeOf = (day: number) => firstDayMs + day * dayMs

/** A store in which what says its day was said on that day. */
function datedStore(store: Store): Store {
  const dated = (append: Append): Append => {
    const day = append.body.kind === 'message' ? /^day (\d+)/.exec(append.body.text)?.[1] : undefined
    return {
      ...append,
      atMs: day === undefined ? timeOf(append.body.kind === 'reaction' ? 395 : 0) : timeOf(Number(day)),
    }
  }
  return { ...store, log: { ...store.log, appendAll: (appends) => store.log.appendAll(appends.map(dated)) } }
}

/** The relay's rules, asked without a socket. */
const asked = ({ relay: { useCases: rules } }: RelayWithCores) => rules()

async function write(fixture: RelayWithCores, texts: readonly string[]) {
  const rules = asked(fixture)
  for (let from = 0; from < texts.length; from += 100)
    await Promise.all(
      texts
        .slice(from, from + 100)
        .map((text) => rules.appendMessage(patient, { ...care, id: newEntryId(), type: 'text', text })),
    )
}

const numbered = <T>(count: number, what: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => what(index + 1))

const heldFrom = async (console: StartedCore) =>
  (await console.core.handlers.readEntries({ ...care, from: { kind: 'end' }, limit: 50 })).entries[0]?.seq

test('messages are found in one thread alone, by their places, and what is to be marked; redacted ones are not', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const find = (text: string) => console.core.handlers.findInThread({ ...care, text })
  await write(fixture, ['Fever since Monday', 'no cough', 'The FÉVER is gone'])
  await fixture.sendAsPatient(secondSession, 'fever elsewhere')
  const note = { id: newEntryId(), sessionId: firstSession, thread: 'staff', type: 'text' } as const
  await asked(fixture).appendMessage(clinician, { ...note, text: 'fever: a note' })
  await until('all are here', async () => (await find('fever')).seqs.length === 2)
  expect(await find('fever')).toEqual({ seqs: [4, 6], phrases: [['fever']], isCut: false, isWhole: true, isHeld: true })
  expect((await find('"since mon"')).seqs).toEqual([4])
  expect((await find('from:pat fever')).seqs).toEqual([4, 6])
  await expect(find('?!')).rejects.toThrow('Write a letter')
  const notes = () => console.core.handlers.findInThread({ ...care, thread: 'staff', text: 'fever' })
  await until('the note is here alone', async () => (await notes()).seqs.length === 1)
  const [first] = (await fixture.log(firstSession)).slice(3)
  if (!first) throw new Error('there is a message')
  await asked(fixture).redactMessage(patient, { ...care, id: newEntryId(), target: first.id })
  await until('it is gone', async () => (await find('fever')).seqs.length === 1)
})

test('it is said that not all of a thread is held; once it was fetched back to its beginning, all of it is found', async () => {
  const fixture = await openRelayWithCores()
  await write(
    fixture,
    numbered(1_500, (at) => (at % 500 === 1 ? `ambergris ${at}` : `line ${at}`)),
  )
  const console = await fixture.signedInConsole()
  const find = () => console.core.handlers.findInThread({ ...care, text: 'ambergris' })
  await until('the end is here', async () => (await heldFrom(console)) !== undefined)
  const before = await find()
  expect([before.isHeld, before.seqs.length]).toEqual([false, 0])
  const rounds: boolean[] = []
  while (rounds.at(-1) !== true) rounds.push((await console.core.handlers.fetchEarlier(care)).isHeld)
  expect(rounds).toEqual([false, true])
  expect(await find()).toMatchObject({ isHeld: true, seqs: [4, 504, 1_004] })
  await fixture.link.close()
  expect((await console.core.handlers.fetchEarlier(care)).isHeld).toBe(true)
})

test('the first line from a time on is told by what is here where that is certain, by the relay where not, and passes over what has no line', async () => {
  const fixture = await openRelayWithCores({ wrapStore: datedStore })
  // Day 1 to 390, three lines each but for every tenth day, on which nothing was said.
  const days = numbered(390, (day) => day).filter((day) => day % 10 !== 0)
  await write(
    fixture,
    days.flatMap((day) => numbered(3, (at) => `day ${day}: line ${at}`)),
  )
  const [oldest] = (await fixture.log(firstSession)).slice(3)
  if (!oldest) throw new Error('there is a message')
  const react = { ...care, id: newEntryId(), target: oldest.id, emoji: '👍', on: true }
  await asked(fixture).reactToMessage(clinician, react)
  const console = await fixture.signedInConsole()
  await until('the end is here', async () => (await heldFrom(console)) !== undefined)
  const findSince = async (at: number) => (await console.core.handlers.findSince({ ...care, at })).found
  const seqOf = (day: number) => 4 + days.indexOf(day) * 3
  const onDay = (day: number) => ({ seq: seqOf(day), at: timeOf(day) })
  expect(await findSince(timeOf(389))).toEqual(onDay(389))
  expect(await findSince(timeOf(200) - 1)).toEqual(onDay(201))
  expect(await findSince(timeOf(7))).toEqual(onDay(7))
  expect(await findSince(0)).toMatchObject({ seq: 1 })
  // What was said after the last line is a reaction.
  expect(await findSince(timeOf(391))).toBeNull()
  await fixture.link.close()
  expect(await findSince(timeOf(389))).toEqual(onDay(389))
  expect(await findSince(timeOf(391))).toBeNull()
  await expect(findSince(timeOf(7))).rejects.toMatchObject({
    failure: { kind: expect.stringMatching(/offline|timeout/) },
  })
})

import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { openRelayWithCores, type RelayWithCores } from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import { until } from '../../support/time/until.ts'

const people = {
  patient: { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' },
  clinician: { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' },
} as const

/** A step of a history. `place` chooses among the messages that there are, the newest at 0. */
const stepArbitrary = fc.record({
  by: fc.constantFrom('patient', 'patient', 'clinician'),
  does: fc.constantFrom('says', 'says', 'says', 'edits', 'takes back', 'reacts', 'notes', 'reads'),
  place: fc.oneof(fc.constant(0), fc.nat(6)),
} as const)
type Step = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never

const historyArbitrary = fc.array(stepArbitrary, { minLength: 16, maxLength: 24 })

async function take(fixture: RelayWithCores, console: StartedCore, sessionId: SessionId, step: Step): Promise<void> {
  const { useCases: rules } = fixture.relay
  const principal = people[step.by]
  const care = { sessionId, thread: 'care', id: newEntryId() } as const
  const log = await fixture.log(sessionId)
  const redacted = new Set(log.flatMap(({ body }) => (body.kind === 'redaction' ? [body.targetSeq] : [])))
  const targets = (isOwn: boolean): Entry[] =>
    log
      .filter(({ body, seq }) => body.kind === 'message' && !redacted.has(seq))
      .filter(({ senderId }) => !isOwn || senderId === principal.userId)
      .toReversed()
  const [own, any] = [true, false].map((isOwn) => targets(isOwn)[step.place])
  if (step.does === 'says')
    await rules().appendMessage(principal, { ...care, type: 'text', text: `${step.by} said ${log.length}` })
  if (step.does === 'notes')
    await rules().appendMessage(people.clinician, {
      ...care,
      thread: 'staff',
      type: 'text',
      text: `note ${log.length}`,
    })
  if (step.does === 'edits' && own)
    await rules().editMessage(principal, { ...care, target: own.id, text: `edited ${log.length}` })
  if (step.does === 'takes back' && own) await rules().redactMessage(principal, { ...care, target: own.id })
  if (step.does === 'reacts' && any)
    await rules().reactToMessage(principal, { ...care, target: any.id, emoji: '👍', on: true })
  if (step.does === 'reads' && any) await console.core.handlers.markSeen({ sessionId, thread: 'care', upTo: any.seq })
}

const shownBy = async (console: StartedCore, id: SessionId) => {
  const found = (await console.state()).sessions.find((session) => session.id === id)
  if (!found) return null
  const { preview, owedSince, lastActivityAt, unread, heads } = found
  return { preview, owedSince, lastActivityAt, unread, heads }
}

const saidBy = async (client: NativeClient, id: SessionId) => {
  const { sessions = [] } = await client.ask('sync:pull', { scope: 'sessions', sessionIds: [id] })
  const [found] = sessions
  if (!found?.digest) return undefined
  // The relay looks for edits by patients where something is put off, and nowhere else.
  const { saidUpTo: _, ...digest } = found.digest
  return { ...digest, heads: found.heads }
}

/** A console says of a session what the relay's digest says of it. */
const untilAgreed = (who: string, console: StartedCore, client: NativeClient, id: SessionId) =>
  until(`${who} and the relay agree`, async () => {
    const [here, there] = [await shownBy(console, id), await saidBy(client, id)]
    return JSON.stringify(here, sorted) === JSON.stringify(there, sorted)
  }).catch(async () => expect(await shownBy(console, id), `${who}, ${id}`).toEqual(await saidBy(client, id)))

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

test('whatever was said, changed, taken back, answered and read: the digest and the log say the same of a session', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const seed = Math.floor(Math.random() * 2 ** 31)
  const histories = fc.sample(historyArbitrary, { numRuns: 14, seed })
  const rounds = histories.map((steps, index) => ({ steps, id: sessionIdSchema.parse(`history-${index}`) }))
  for (const { id } of rounds) await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient' })
  const client = await connectNative({
    url: fixture.relay.url,
    token: await fixture.relay.tokenFor('clinician', 'clinician'),
  })
  onTestFinished(client.close)
  const live = await fixture.signedInConsole()
  const left = await fixture.signedInConsole({ dataDir })
  const play = (part: (steps: readonly Step[]) => readonly Step[]) =>
    Promise.all(
      rounds.map(async ({ steps, id }) => {
        for (const step of part(steps)) await take(fixture, live, id, step)
      }),
    )

  await play((steps) => steps.slice(0, steps.length / 2))
  for (const { id } of rounds) await untilAgreed(`seed ${seed}: who left`, left, client, id)
  await left.close()
  await play((steps) => steps.slice(steps.length / 2))
  const back = fixture.console({ dataDir })
  await back.untilLive()
  const fresh = await fixture.signedInConsole()
  for (const { id } of rounds)
    for (const [who, console] of Object.entries({ live, back, fresh })) {
      await untilAgreed(`seed ${seed}: ${who}`, console, client, id)
      // Once all of it is here as well.
      for (const thread of ['care', 'staff'] as const)
        expect(await console.entries(id, thread)).toEqual(await fixture.log(id, thread))
      await untilAgreed(`seed ${seed}: ${who}, with the log`, console, client, id)
    }
}, 120_000)

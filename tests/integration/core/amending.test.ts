import { expect, onTestFinished, test } from 'vitest'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import { viewMessages } from '../../../src/shared/model/messageView.ts'
import { startCoreProcess } from '../../support/console/process/coreProcess.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  sessionIds,
} from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const about = (target: EntryId, targetSeq?: number) => ({
  ...({ id: newEntryId(), sessionId: firstSession, thread: 'care', target } as const),
  ...(targetSeq !== undefined && { targetSeq }),
})

async function seqOf(console: StartedCore, id: EntryId): Promise<number> {
  await until('the message is in the log', async () =>
    (await console.entries(firstSession)).some((one) => one.id === id),
  )
  return (await console.entries(firstSession)).find((one) => one.id === id)?.seq ?? 0
}

/** The texts of a session as they are to be read at the relay, the redacted left out. */
async function shown(fixture: RelayWithCores, sessionId = firstSession): Promise<string[]> {
  const views = [...viewMessages(await fixture.log(sessionId)).values()]
  return views.flatMap(({ text, isRedacted }) => (isRedacted ? [] : [text]))
}

/** Ends in the same log on every side. */
async function expectAlike(fixture: RelayWithCores, consoles: readonly StartedCore[]): Promise<void> {
  const log = await fixture.log(firstSession)
  for (const console of consoles) {
    await until('the console has all of it', async () => (await console.entries(firstSession)).length === log.length)
    expect(await console.entries(firstSession)).toEqual(log)
  }
}

function ownDataDir(): string {
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  return dataDir
}

test('edits, reactions and redactions end alike on two consoles of one person, at a colleague and at the relay', async () => {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('colleague', { name: 'Col League', role: 'clinician', password })
  await fixture.relay.putSession(firstSession, {
    ...{ clinician: 'clinician', colleague: 'clinician', 'patient-1': 'patient' },
  })
  const [console, second, colleague] = [
    await fixture.signedInConsole(),
    await fixture.signedInConsole(),
    fixture.console(),
  ]
  await colleague.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'colleague', password })
  await colleague.untilLive()
  const edited = await console.send(firstSession, 'wrogn')
  const taken = await console.send(firstSession, 'to somebody else')
  await console.untilSent()
  const { editMessage, redactMessage, reactToMessage } = console.core.handlers
  await editMessage({ ...about(edited, await seqOf(console, edited)), text: 'wrong' })
  await redactMessage({ ...about(taken, await seqOf(console, taken)), reason: 'wrong patient' })
  const react = { emoji: '👍', on: true } as const
  await colleague.core.handlers.reactToMessage({ ...about(edited, await seqOf(colleague, edited)), ...react })
  await reactToMessage({ ...about(edited, await seqOf(console, edited)), ...react })
  await Promise.all([console.untilSent(), colleague.untilSent()])
  expect(await shown(fixture)).toEqual(['wrong'])
  await expectAlike(fixture, [console, second, colleague])
  const views = [...viewMessages(await colleague.entries(firstSession)).values()]
  expect(views[0]?.reactions[0]?.userIds.toSorted()).toEqual(['clinician', 'colleague'])
  // Nothing of the words that were taken back is in any answer of a console any more.
  expect(JSON.stringify(await second.entries(firstSession))).not.toContain('somebody else')
  // A colleague's message is not theirs to edit: parked with the reason, which can be given up.
  await colleague.core.handlers.editMessage({ ...about(edited, 1), text: 'mine' })
  await until('it is refused', async () => (await colleague.state()).amending[0]?.state.kind === 'failed')
  const [refused] = (await colleague.state()).amending
  expect(refused?.state).toMatchObject({ failure: { kind: 'forbidden' } })
  if (refused) await colleague.core.handlers.discardMessage({ id: refused.id })
  expect((await colleague.state()).amending).toEqual([])
})

test('what was said of messages without a relay waits over a restart, and goes in its order; what is unsent is changed here', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  const console = await fixture.signedInConsole({ dataDir })
  const target = await console.send(firstSession, 'wrogn')
  await console.untilSent()
  const targetSeq = await seqOf(console, target)
  fixture.link.refuse(true)
  fixture.link.cut()
  await until('the console is offline', async () => (await console.state()).link.mode === 'offline')
  const { editMessage, redactMessage } = console.core.handlers
  await editMessage({ ...about(target, targetSeq), text: 'wrong' })
  const unsent = await console.send(firstSession, 'begun')
  const taken = await console.send(firstSession, 'to somebody else')
  await editMessage({ ...about(unsent), text: 'begun anew' })
  await redactMessage(about(taken))
  await editMessage({ ...about(target, targetSeq), text: 'right' })
  await console.close()

  const again = fixture.console({ dataDir })
  const { pending, amending } = await again.state()
  expect(pending.map(({ text }) => text)).toEqual(['begun anew'])
  expect(amending.map(({ change }) => change)).toEqual([
    { kind: 'edit', text: 'wrong' },
    { kind: 'edit', text: 'right' },
  ])
  fixture.link.refuse(false)
  await again.untilSent()
  expect((await fixture.log(firstSession)).flatMap(({ body }) => ('text' in body ? [body.text] : []))).toEqual([
    ...['wrogn', 'wrong', 'begun anew', 'right'],
  ])
  await expectAlike(fixture, [again])
})

test('an edit is applied once when its acknowledgement is lost after the commit, and a redaction waits for an unknown outcome', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const target = await console.send(firstSession, 'wrogn')
  await console.untilSent()
  const targetSeq = await seqOf(console, target)
  fixture.link.setDown({ kind: 'swallow' })
  await console.core.handlers.editMessage({ ...about(target, targetSeq), text: 'wrong' })
  await until('the relay has it', async () => (await shown(fixture))[0] === 'wrong')
  fixture.link.cut()
  fixture.link.setDown({ kind: 'pass' })
  await console.untilSent()
  await console.untilLive()
  expect(await fixture.log(firstSession)).toHaveLength(2 + (await openings(fixture)))

  // The relay has this one, and nobody here knows: it is not sent again, but found, and taken back.
  fixture.link.setDown({ kind: 'swallow' })
  const taken = await console.send(firstSession, 'to somebody else')
  await until('the relay has it', async () => (await shown(fixture)).length === 2)
  await console.core.handlers.redactMessage(about(taken))
  fixture.link.cut()
  fixture.link.setDown({ kind: 'pass' })
  await console.untilSent()
  expect(await shown(fixture)).toEqual(['wrong'])
  await expectAlike(fixture, [console])
})

const openings = async (fixture: RelayWithCores) =>
  (await fixture.log(firstSession)).filter(({ body }) => body.kind === 'state' || body.kind === 'membership').length

test('of a console that is killed while it edits and redacts, nothing is lost and nothing is applied twice', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  for (const [round, atLeast] of [60, 120].entries()) {
    const before = await Promise.all(sessionIds.map(async (id) => (await shown(fixture, id)).length))
    const child = await startCoreProcess({
      ...{ dataDir, relayUrl: fixture.link.url, user: 'clinician', password, sessionIds, changes: true },
    })
    if (round === 1) {
      fixture.link.refuse(true)
      fixture.link.cut()
    }
    await until('it has written', () => child.queued.length >= atLeast, 30_000)
    await child.kill()
    fixture.link.refuse(false)
    const console = fixture.console({ dataDir })
    await console.untilSent()
    for (const [index, sessionId] of sessionIds.entries()) {
      const done = child.queued.filter((line) => line.startsWith(`${sessionId} done `)).length
      const expected = Array.from({ length: done }, (_, place) => place + 1).flatMap((count) =>
        count % 4 === 0 ? [] : [count % 2 === 0 ? `text ${count} edited` : `text ${count}`],
      )
      const written = (await shown(fixture, sessionId)).slice(before[index])
      expect(written.slice(0, expected.length)).toEqual(expected)
      // One more may have been on its way to the disk.
      expect(written.length - expected.length).toBeLessThanOrEqual(1)
      const log = await fixture.log(sessionId)
      await until('the console has caught up', async () => (await console.entries(sessionId)).length === log.length)
      expect(await console.entries(sessionId)).toEqual(log)
    }
    await console.close()
  }
})

import { describe, expect, onTestFinished, test } from 'vitest'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores, type RelayWithCores } from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const

const owedOf = async (console: StartedCore, id = firstSession) =>
  (await console.state()).sessions.find((session) => session.id === id)?.owed
const flagsOf = async (console: StartedCore, id = firstSession) =>
  ((await owedOf(console, id))?.flags ?? []).map(({ id: flag, quote }) => `${flag}: ${quote}`)
const seqOf = async (fixture: RelayWithCores, text: string) =>
  (await fixture.log(firstSession)).find(({ body }) => body.kind === 'message' && body.text === text)?.seq ?? 0

const raises = (console: StartedCore, ...flags: string[]) =>
  until(`the flags are ${flags.join()}`, async () => (await flagsOf(console)).join() === flags.join())

describe('what waits for an answer', () => {
  test('is counted since the last answer, with the flags that it raises, until it is answered', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.sendAsPatient(firstSession, 'No chest pain.')
    await until('one waits', async () => (await owedOf(console))?.turns === 1)
    expect(await owedOf(console)).toEqual({ turns: 1, flags: [], isWhole: true })

    await fixture.sendAsPatient(firstSession, 'Well, my chest feels tight')
    await fixture.sendAsPatient(firstSession, 'Are you there?')
    await until('three wait', async () => (await owedOf(console))?.turns === 3)
    const seq = await seqOf(fixture, 'Well, my chest feels tight')
    expect((await owedOf(console))?.flags).toMatchObject([
      { id: 'chest', name: 'Chest pain', phrase: 'chest … tight', quote: 'chest feels tight', seq },
    ])

    const id = newEntryId()
    await console.core.handlers.sendMessage({ id, sessionId: firstSession, thread: 'care', text: 'Since when?' })
    await until('it is answered', async () => (await owedOf(console))?.turns === 0)
    expect(await owedOf(console)).toEqual({ turns: 0, flags: [], isWhole: true })
    await fixture.sendAsPatient(firstSession, 'Since noon')
    await until('one waits again', async () => (await owedOf(console))?.turns === 1)
    expect(await flagsOf(console)).toEqual([])
  })

  test('reads as it was edited, and without what was redacted', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.sendAsPatient(firstSession, 'I have a pain')
    await until('one waits', async () => (await owedOf(console))?.turns === 1)
    expect(await flagsOf(console)).toEqual([])
    const rules = fixture.relay.useCases()
    const target = {
      sessionId: firstSession,
      thread: 'care',
      targetSeq: await seqOf(fixture, 'I have a pain'),
    } as const
    const entry = (await fixture.log(firstSession)).find(({ seq }) => seq === target.targetSeq)
    if (!entry) throw new Error('the message is not there')
    await rules.editMessage(patient, { ...target, id: newEntryId(), target: entry.id, text: 'I have chest pain' })
    await raises(console, 'chest: chest pain')
    await rules.redactMessage(patient, { ...target, id: newEntryId(), target: entry.id })
    await raises(console)
  })

  test('is known again after a restart, before the relay answers', async () => {
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    const fixture = await openRelayWithCores()
    const before = await fixture.signedInConsole({ dataDir })
    await fixture.sendAsPatient(firstSession, 'I cannot breathe')
    await raises(before, 'breath: cannot breathe')
    await before.core.close()
    await fixture.link.close()
    const after = fixture.console({ dataDir })
    expect(await flagsOf(after)).toEqual(['breath: cannot breathe'])
  })

  test('is looked for in the newest message where nothing else of a session is held, and says so', async () => {
    const fixture = await openRelayWithCores()
    await fixture.relay.putUser('lead', { name: 'Lea Lead', role: 'admin', password: 'a good password' })
    await fixture.sendAsPatient(firstSession, 'My face is drooping')
    const console = fixture.console()
    await console.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'lead', password: 'a good password' })
    await console.untilLive()
    await raises(console, 'stroke: face is drooping')
    expect(await owedOf(console)).toMatchObject({ turns: 1, isWhole: false })
    expect(await owedOf(console, sessionIdSchema.parse('session-2'))).toEqual({ turns: 0, flags: [], isWhole: true })
  })
})

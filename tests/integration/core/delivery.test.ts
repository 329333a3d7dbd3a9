import { describe, expect, test } from 'vitest'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { createDirectBridge } from '../../support/console/directBridge.ts'
import { firstSession, openRelayWithCores, secondSession, sessionIds } from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const counted = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

describe('a message on its way', () => {
  test('reaches the relay, and both sides have the same entry', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    const id = await console.send(firstSession, 'Good morning')
    await console.untilSent()
    const stored = (await fixture.log(firstSession)).filter(({ body }) => body.kind === 'message')
    expect(stored).toMatchObject([{ id, senderId: 'clinician', body: { text: 'Good morning' } }])
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
    const logged = console.payloads('entriesChanged').flatMap((change) => change.logged.map((entry) => entry.id))
    expect(logged.filter((one) => one === id)).toHaveLength(1)
  })

  test('written without a relay waits on the disk over a restart, and goes when the relay is there', async () => {
    const fixture = await openRelayWithCores()
    const dataDir = makeDataDir()
    const console = await fixture.signedInConsole({ dataDir })
    fixture.link.refuse(true)
    fixture.link.cut()
    await until('the console is offline', async () => (await console.state()).link.mode === 'offline')
    for (const text of counted('offline', 5)) await console.send(firstSession, text)
    await console.close()

    const again = fixture.console({ dataDir })
    const state = await again.state()
    expect(state.account).toMatchObject({ state: 'signedIn', userId: 'clinician', name: 'Clin Ician' })
    expect(state.pending.map(({ text }) => text)).toEqual(counted('offline', 5))
    expect(state.sessions.map(({ id }) => id)).toEqual(sessionIds)
    fixture.link.refuse(false)
    await again.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(counted('offline', 5))
    expect(await again.texts(firstSession)).toEqual(counted('offline', 5))
    await again.close()
    removeDataDir(dataDir)
  })

  test('keeps its order in each of three sessions, while the line is cut again and again', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    for (let round = 1; round <= 20; round++) {
      for (const sessionId of sessionIds) await console.send(sessionId, `round ${round}`)
      if (round % 4 === 0) fixture.link.cut()
    }
    await console.untilSent()
    for (const sessionId of sessionIds) {
      expect(await fixture.texts(sessionId)).toEqual(counted('round', 20))
      expect(await console.texts(sessionId)).toEqual(counted('round', 20))
    }
  })

  test('is stored once when its acknowledgement is lost after the commit', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    fixture.link.setDown({ kind: 'swallow' })
    const id = await console.send(firstSession, 'once')
    await until('the relay has it', async () => (await fixture.texts(firstSession)).length === 1)
    expect((await console.state()).pending.map((message) => message.id)).toEqual([id])
    await expect(console.core.handlers.discardMessage({ id })).rejects.toThrow(FailureError)
    fixture.link.cut()
    fixture.link.setDown({ kind: 'pass' })
    await console.untilSent()
    await console.send(firstSession, 'after')
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['once', 'after'])
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
  })

  test('survives a relay that is stopped and started again in the middle of sending', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    const sending = (async () => {
      for (const text of counted('text', 60)) await console.send(firstSession, text)
    })()
    await fixture.relay.restart()
    await sending
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(counted('text', 60))
  })

  test('that is refused for good is parked with the reason, and the next one goes', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    const participants = [
      { userId: 'clinician', role: 'clinician' as const },
      { userId: 'patient-1', role: 'patient' as const },
    ]
    await fixture.relay.putSession(firstSession, {
      kind: 'chat',
      participants: participants,
      active: false,
    })
    const id = await console.send(firstSession, 'too late')
    await until('it is parked', async () => (await console.state()).pending[0]?.state.kind === 'failed')
    expect((await console.state()).pending[0]?.state).toMatchObject({ failure: { kind: 'sessionClosed' } })
    await console.send(secondSession, 'elsewhere')
    await until('the other is sent', async () => (await console.state()).pending.length === 1)
    await fixture.relay.putSession(firstSession, {
      kind: 'chat',
      participants: participants,
      active: true,
    })
    await console.core.handlers.retryMessage({ id })
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['too late'])
  })
})

describe('what a person is refused', () => {
  test('comes over the bridge as a failure with a sentence', async () => {
    const fixture = await openRelayWithCores()
    const { bridge, defects } = createDirectBridge((await fixture.signedInConsole()).core)
    const thread = { sessionId: firstSession, thread: 'care' } as const
    const long = await bridge.sendMessage({ ...thread, id: newEntryId(), text: 'x'.repeat(20_000) })
    expect(long).toMatchObject({ ok: false, failure: { kind: 'tooLarge' } })
    const nowhere = await bridge.sendMessage({ ...thread, sessionId: 'nowhere', id: newEntryId(), text: 'x' })
    expect(nowhere).toMatchObject({ ok: false, failure: { kind: 'notFound' } })
    expect(await bridge.readEntries({ ...thread, from: { kind: 'before', seq: -1 }, limit: 10 })).toMatchObject({
      ok: false,
    })
    expect(defects).toEqual([])
  })

  test('a wrong password is reported as such, and a relay that is not there as well', async () => {
    const fixture = await openRelayWithCores()
    const { bridge } = createDirectBridge(fixture.console().core)
    const wrong = await bridge.signIn({ relayUrl: fixture.link.url, user: 'clinician', password: 'wrong' })
    expect(wrong).toMatchObject({ ok: false, failure: { kind: 'unauthenticated' } })
    fixture.link.refuse(true)
    fixture.link.cut()
    const away = await bridge.signIn({ relayUrl: fixture.link.url, user: 'clinician', password: 'wrong' })
    expect(away).toMatchObject({ ok: false, failure: { kind: 'offline' } })
  })

  test('signed out, nothing of the data can be had, and what is unsent waits for the same person', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    fixture.link.refuse(true)
    fixture.link.cut()
    await console.send(firstSession, 'unsent')
    await console.core.handlers.saveDraft({ sessionId: firstSession, thread: 'care', text: 'begun' })
    await console.core.handlers.signOut({})
    expect(await console.state()).toMatchObject({ account: { state: 'signedOut' }, sessions: [], pending: [] })
    await expect(console.send(firstSession, 'more')).rejects.toThrow('Nobody is signed in')
    fixture.link.refuse(false)
    await fixture.signIn(console)
    expect((await console.state()).sessions[0]?.drafts.care).toBe('begun')
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['unsent'])
  })
})

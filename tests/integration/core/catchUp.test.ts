import { describe, expect, onTestFinished, test } from 'vitest'
import type { OpenSocket } from '../../../src/client/openSocket.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import { statusAt } from '../../../src/shared/model/deliveryStatus.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import {
  firstSession,
  openRelayWithCores,
  secondSession,
  sessionIds,
  thirdSession,
} from '../../support/console/relayWithCores.ts'
import { makeDataDir, quickTimings, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const counted = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)
const summaryOf = async (console: StartedCore, id: string) =>
  (await console.state()).sessions.find((session) => session.id === id)

describe('catching up', () => {
  test('brings more than a page of several threads, in order and once', async () => {
    const fixture = await openRelayWithCores()
    for (const text of counted('before', 450)) await fixture.sendAsPatient(firstSession, text)
    for (const text of counted('other', 30)) await fixture.sendAsPatient(secondSession, text)
    const console = await fixture.signedInConsole()
    expect(await console.texts(firstSession)).toEqual(counted('before', 450))
    expect(await console.texts(secondSession)).toEqual(counted('other', 30))
    expect(await summaryOf(console, firstSession)).toMatchObject({
      unread: { care: 100 },
      preview: { text: 'before 450' },
    })
    const logged = console.payloads('entriesChanged').flatMap((change) => change.logged.map(({ id }) => id))
    expect(new Set(logged).size).toBe(logged.length)
  })

  test('is said to be over only after the sessions that it brought', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    const isOver = console.events.findIndex((event) => event.name === 'linkChanged' && event.payload.fetchedAt !== null)
    const known = console.events
      .slice(0, isOver)
      .flatMap((event) => (event.name === 'sessionsChanged' ? event.payload.items.map(({ id }) => id) : []))
    expect(new Set(known)).toEqual(new Set(sessionIds))
  })

  test('continues where it was after the line was lost', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.sendAsPatient(firstSession, 'live')
    await until('it is here', async () => (await console.texts(firstSession)).length === 1)
    fixture.link.refuse(true)
    fixture.link.cut()
    for (const text of counted('missed', 20)) await fixture.sendAsPatient(firstSession, text)
    fixture.link.refuse(false)
    await until('all is here', async () => (await console.texts(firstSession)).length === 21)
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
  })

  test('mends a gap in what arrives, whatever was left out', async () => {
    const fixture = await openRelayWithCores()
    const leaky: OpenSocket = (options, listener) =>
      openSocket(options, {
        ...listener,
        received: (event) => {
          const leftOut = event.name === 'log:entries' && event.payload.items.some(({ seq }) => seq % 3 === 0)
          if (!leftOut) listener.received(event)
        },
      })
    const console = await fixture.signedInConsole({ openSocket: leaky })
    for (const text of counted('text', 20)) await fixture.sendAsPatient(firstSession, text)
    // The last one that arrives shows what is missing before it.
    while ((await fixture.log(firstSession)).length % 3 === 0) await fixture.sendAsPatient(firstSession, 'one more')
    await until('the logs are equal', async () => {
      const [here, there] = [await console.entries(firstSession), await fixture.log(firstSession)]
      return here.length === there.length
    })
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
  })

  test('a session that is new appears with what was written in it, and one that is lost goes; its unsent messages are kept, parked', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.relay.putSession('session-4', { clinician: 'clinician', 'patient-1': 'patient' })
    await until('it is here', async () => (await summaryOf(console, 'session-4')) !== undefined)

    fixture.link.refuse(true)
    fixture.link.cut()
    const id = await console.send(thirdSession, 'unsent')
    await fixture.relay.putSession(thirdSession, { 'patient-3': 'patient' })
    fixture.link.refuse(false)
    await until('it is gone', async () => (await summaryOf(console, thirdSession)) === undefined)
    expect(console.payloads('sessionsChanged').flatMap(({ removed }) => removed)).toEqual([thirdSession])
    await until('it is parked', async () => (await console.state()).pending[0]?.state.kind === 'failed')
    expect((await console.state()).pending).toMatchObject([{ id, text: 'unsent' }])
    await expect(console.entries(thirdSession)).rejects.toThrow('There is no such session')
  })
})

describe('the relay’s clock was an hour ahead, and is put right', () => {
  const hourMs = 3_600_000

  async function openWithFastClock() {
    let aheadMs = hourMs
    const fixture = await openRelayWithCores({ clock: { ...systemClock, now: () => systemClock.now() + aheadMs } })
    const owedSinceOf = (console: StartedCore, id: string) => async () => (await summaryOf(console, id))?.owedSince
    return {
      fixture,
      owedSinceOf,
      putRight: () => {
        aheadMs = 0
      },
    }
  }

  test('who asked meanwhile has waited since then, and comes before who asks later', async () => {
    const { fixture, owedSinceOf, putRight } = await openWithFastClock()
    const console = await fixture.signedInConsole({ timings: { ...quickTimings, checkEveryMs: 100 } })
    const askedAfter = systemClock.now()
    await fixture.sendAsPatient(firstSession, 'How much shall I take?')
    await until('it is owed', async () => typeof (await owedSinceOf(console, firstSession)()) === 'number')
    putRight()
    await until('it is known', async () => Number(await owedSinceOf(console, firstSession)()) <= systemClock.now())
    await fixture.sendAsPatient(secondSession, 'And I?')
    await until('it is owed', async () => typeof (await owedSinceOf(console, secondSession)()) === 'number')
    const first = Number(await owedSinceOf(console, firstSession)())
    expect(first).toBeLessThan(Number(await owedSinceOf(console, secondSession)()))
    expect(first).toBeGreaterThan(askedAfter - hourMs / 2)
  })

  test('who asked while no console was there has waited since it was first seen', async () => {
    const { fixture, owedSinceOf, putRight } = await openWithFastClock()
    await fixture.sendAsPatient(firstSession, 'How much shall I take?')
    putRight()
    const console = await fixture.signedInConsole()
    await until('it is owed', async () => typeof (await owedSinceOf(console, firstSession)()) === 'number')
    expect(await owedSinceOf(console, firstSession)()).toBeLessThanOrEqual(systemClock.now() + 1_000)
  })

  test('while it is ahead, the console knows by how much', async () => {
    const { fixture } = await openWithFastClock()
    const console = await fixture.signedInConsole()
    const { relayClock } = (await console.state()).link
    expect(Math.round(((relayClock?.now ?? 0) - systemClock.now()) / 60_000)).toBe(60)
  })
})

describe('a list of sessions', () => {
  /** A relay that can be slow to answer a check over REST, and a console that checks often. */
  async function openWithSlowChecks() {
    let pending: { begun: () => void; readonly end: Promise<void> } | null = null
    let answered = 0
    const fixture = await openRelayWithCores({
      wrapStore: (store) => ({
        ...store,
        watermarks: {
          ...store.watermarks,
          of: async (...request) => {
            const held = pending
            pending = null
            held?.begun()
            const marks = await store.watermarks.of(...request)
            await held?.end
            if (held) answered += 1
            return marks
          },
        },
      }),
    })
    const console = await fixture.signedInConsole({ timings: { ...quickTimings, checkEveryMs: 200 } })
    return {
      fixture,
      console,
      holdCheck: async () => {
        const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        pending = { begun: begun.resolve, end: end.promise }
        await begun.promise
        return async () => {
          const before = (await console.state()).link.fetchedAt
          const count = answered
          end.resolve()
          await until('the slow answer was given', () => answered > count)
          await until('it was taken in', async () => (await console.state()).link.fetchedAt !== before)
        }
      },
    }
  }

  test('that is older than a session does not remove it, nor the draft written in it meanwhile', async () => {
    const { fixture, console, holdCheck } = await openWithSlowChecks()
    const release = await holdCheck()
    await fixture.relay.putSession('session-4', { clinician: 'clinician', 'patient-1': 'patient' })
    await until('it is here', async () => (await summaryOf(console, 'session-4')) !== undefined)
    const sessionId = sessionIdSchema.parse('session-4')
    await console.core.handlers.saveDraft({ sessionId, thread: 'care', text: 'begun meanwhile' })
    await release()
    expect(await summaryOf(console, 'session-4')).toMatchObject({ drafts: { care: 'begun meanwhile' } })
    expect(console.payloads('sessionsChanged').flatMap(({ removed }) => removed)).toEqual([])
  })

  test('that is older than a change does not undo it, nor bring back who was taken out', async () => {
    const { fixture, console, holdCheck } = await openWithSlowChecks()
    const release = await holdCheck()
    await fixture.relay.putSession(firstSession, {
      participants: [
        { userId: 'clinician', role: 'clinician' },
        { userId: 'patient-1', role: 'patient' },
      ],
      kind: 'chat',
      active: false,
    })
    await fixture.relay.putSession(thirdSession, { 'patient-3': 'patient' })
    await until('both have the change', async () => {
      const [first, third] = [await summaryOf(console, firstSession), await summaryOf(console, thirdSession)]
      return first?.active === false && third === undefined
    })
    const eventsBefore = console.payloads('sessionsChanged').length
    await release()
    expect(await summaryOf(console, firstSession)).toMatchObject({ active: false })
    expect(await summaryOf(console, thirdSession)).toBeUndefined()
    const changes = console.payloads('sessionsChanged').slice(eventsBefore)
    expect(changes.flatMap(({ items }) => items).filter(({ id, active }) => id === thirdSession || active)).toEqual([])
  })

  test('that lacks a session leaves its draft: who is taken out and put back finds what they had begun', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await console.core.handlers.saveDraft({ sessionId: thirdSession, thread: 'care', text: 'begun before' })
    await fixture.relay.putSession(thirdSession, { 'patient-3': 'patient' })
    await until('it is gone', async () => (await summaryOf(console, thirdSession)) === undefined)
    // What the composer had not saved yet comes when it closes with its session.
    await console.core.handlers.saveDraft({ sessionId: thirdSession, thread: 'care', text: 'begun before, and after' })
    await fixture.relay.putSession(thirdSession, { clinician: 'clinician', 'patient-3': 'patient' })
    await until('it is back', async () => (await summaryOf(console, thirdSession)) !== undefined)
    expect(await summaryOf(console, thirdSession)).toMatchObject({ drafts: { care: 'begun before, and after' } })
  })
})

describe('watermarks', () => {
  test('what is stored is delivered, what was seen is read, also when it was seen offline', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.sendAsPatient(firstSession, 'one')
    await fixture.sendAsPatient(firstSession, 'two')
    const markAtRelay = async () =>
      (await fixture.relay.store().watermarks.of([firstSession])).find(({ userId }) => userId === 'clinician')
    const head = (await fixture.log(firstSession)).length
    const careMark = async () => {
      const mark = await markAtRelay()
      return mark && [mark.deliveredUpTo, mark.readUpTo]
    }
    await until('it is delivered', async () => (await markAtRelay())?.deliveredUpTo === head)
    expect(await careMark()).toEqual([head, 0])
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 2 } })

    fixture.link.refuse(true)
    fixture.link.cut()
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: head })
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 0 } })
    expect(await careMark()).toEqual([head, 0])
    fixture.link.refuse(false)
    await until('it is read', async () => (await markAtRelay())?.readUpTo === head)
  })

  test('what is marked beyond what is here counts only as far as it is here', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: 1_000 })
    await fixture.sendAsPatient(firstSession, 'new')
    await until('it is here', async () => (await console.texts(firstSession)).length === 1)
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 1 } })
  })
})

describe('the status of an own message', () => {
  test('does not go back when somebody joins, or takes over from who has read it, nor after a restart', async () => {
    const fixture = await openRelayWithCores()
    const { relay } = fixture
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    const console = await fixture.signedInConsole({ dataDir })
    const id = await console.send(firstSession, 'Take one.')
    await until('it is sent', async () => (await fixture.log(firstSession)).some((entry) => entry.id === id))
    const seq = (await fixture.log(firstSession)).findLast((entry) => entry.id === id)?.seq ?? 0
    const sessionId = sessionIdSchema.parse(firstSession)
    const patient = { userId: userIdSchema.parse('patient-1'), name: 'Pat One', role: 'patient' } as const
    const marks = [{ sessionId, thread: 'care', deliveredUpTo: seq, readUpTo: seq } as const]
    await relay.useCases().advanceWatermarks(patient, { marks })
    const statusIn = async (core: StartedCore) => {
      const reached = (await summaryOf(core, firstSession))?.reached.care
      return reached && statusAt(seq, reached)
    }
    await until('it is read', async () => (await statusIn(console)) === 'read')

    const people = async () => (await summaryOf(console, firstSession))?.participants.length
    await relay.putSession(firstSession, { clinician: 'clinician', 'patient-1': 'patient', 'patient-2': 'patient' })
    await until('somebody has joined', async () => (await people()) === 3)
    expect(await statusIn(console)).toBe('read')
    await relay.putSession(firstSession, { clinician: 'clinician', 'patient-2': 'patient' })
    await until('they are alone', async () => (await people()) === 2)
    expect(await statusIn(console)).toBe('read')
    await console.close()
    expect(await statusIn(await fixture.signedInConsole({ dataDir }))).toBe('read')
  })
})

describe('two consoles of one account', () => {
  test('remain equal in what was written, what is read and what is owed', async () => {
    const fixture = await openRelayWithCores()
    const [one, two] = [await fixture.signedInConsole(), await fixture.signedInConsole()]
    for (const sessionId of sessionIds) {
      await fixture.sendAsPatient(sessionId, 'hello')
      await one.send(sessionId, 'from one')
      await two.send(sessionId, 'from two')
    }
    await one.untilSent()
    await two.untilSent()
    for (const sessionId of sessionIds) {
      const whole = await fixture.log(sessionId)
      for (const console of [one, two]) {
        await until('the log is here', async () => (await console.entries(sessionId)).length === whole.length)
        expect(await console.entries(sessionId)).toEqual(whole)
        expect(await summaryOf(console, sessionId)).toMatchObject({ owedSince: null, unread: { care: 1 } })
      }
    }
    await one.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: 100 })
    await until('two has it too', async () => (await summaryOf(two, firstSession))?.unread.care === 0)
    expect(await summaryOf(two, secondSession)).toMatchObject({ unread: { care: 1 } })
    const comparable = async (console: StartedCore) =>
      (await console.state()).sessions.map(({ watermarks, ...session }) => ({
        ...session,
        watermarks: watermarks.toSorted((a, b) => `${a.userId}${a.thread}`.localeCompare(`${b.userId}${b.thread}`)),
      }))
    await until('they are equal', async () => {
      const [a, b] = [JSON.stringify(await comparable(one)), JSON.stringify(await comparable(two))]
      return a === b
    })
  })

  test('a note of the staff thread reaches the other console, and no patient’s thread', async () => {
    const fixture = await openRelayWithCores()
    const [one, two] = [await fixture.signedInConsole(), await fixture.signedInConsole()]
    await one.send(firstSession, 'a note', 'staff')
    await until('it is there', async () => (await two.texts(firstSession, 'staff')).length === 1)
    expect(await two.texts(firstSession)).toEqual([])
  })
})

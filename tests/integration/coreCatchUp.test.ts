import { describe, expect, test } from 'vitest'
import { createConnectSocket } from '../../src/main/core/relayLink.ts'
import type { ConnectSocket } from '../../src/main/core/relaySocket.ts'
import { systemClock } from '../../src/shared/model/clock.ts'
import { firstSession, openClinic, secondSession, sessionIds, thirdSession } from '../support/clinic.ts'
import { createKeptLog, type StartedCore } from '../support/startCore.ts'
import { until } from '../support/until.ts'

const counted = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)
const summaryOf = async (console: StartedCore, id: string) =>
  (await console.state()).sessions.find((session) => session.id === id)

describe('catching up', () => {
  test('brings more than a page of several threads, in order and once', async () => {
    const clinic = await openClinic()
    for (const text of counted('before', 450)) await clinic.patientSays(firstSession, text)
    for (const text of counted('other', 30)) await clinic.patientSays(secondSession, text)
    const console = await clinic.signedInConsole()
    expect(await console.texts(firstSession)).toEqual(counted('before', 450))
    expect(await console.texts(secondSession)).toEqual(counted('other', 30))
    expect(await summaryOf(console, firstSession)).toMatchObject({
      unread: { care: 450 },
      preview: { text: 'before 450' },
    })
    const logged = console.payloads('entriesChanged').flatMap((change) => change.logged.map(({ id }) => id))
    expect(new Set(logged).size).toBe(logged.length)
  })

  test('continues where it was after the line was lost', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole()
    await clinic.patientSays(firstSession, 'live')
    await until('it is here', async () => (await console.texts(firstSession)).length === 1)
    clinic.link.refuse(true)
    clinic.link.cut()
    for (const text of counted('missed', 20)) await clinic.patientSays(firstSession, text)
    clinic.link.refuse(false)
    await until('all is here', async () => (await console.texts(firstSession)).length === 21)
    expect(await console.entries(firstSession)).toEqual(await clinic.log(firstSession))
  })

  test('mends a gap in what arrives, whatever was left out', async () => {
    const clinic = await openClinic()
    const real = createConnectSocket({ clock: systemClock, log: createKeptLog().log })
    const leaky: ConnectSocket = (options, listener) =>
      real(options, {
        ...listener,
        received: (event) => {
          const leftOut = event.name === 'log:entries' && event.payload.items.some(({ seq }) => seq % 3 === 0)
          if (!leftOut) listener.received(event)
        },
      })
    const console = await clinic.signedInConsole({ connectSocket: leaky })
    for (const text of counted('text', 20)) await clinic.patientSays(firstSession, text)
    // The last one that arrives shows what is missing before it.
    while ((await clinic.log(firstSession)).length % 3 === 0) await clinic.patientSays(firstSession, 'one more')
    await until('the logs are equal', async () => {
      const [here, there] = [await console.entries(firstSession), await clinic.log(firstSession)]
      return here.length === there.length
    })
    expect(await console.entries(firstSession)).toEqual(await clinic.log(firstSession))
  })

  test('a session that is new appears with what was said in it, and one that is lost goes; its unsent messages stay, parked', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole()
    await clinic.relay.putSession('session-4', { clinician: 'clinician', 'patient-1': 'patient' })
    await until('it is here', async () => (await summaryOf(console, 'session-4')) !== undefined)

    clinic.link.refuse(true)
    clinic.link.cut()
    const id = await console.send(thirdSession, 'unsent')
    await clinic.relay.putSession(thirdSession, { 'patient-3': 'patient' })
    clinic.link.refuse(false)
    await until('it is gone', async () => (await summaryOf(console, thirdSession)) === undefined)
    expect(console.payloads('sessionsChanged').flatMap(({ removed }) => removed)).toEqual([thirdSession])
    await until('it is parked', async () => (await console.state()).pending[0]?.state.kind === 'failed')
    expect((await console.state()).pending).toMatchObject([{ id, text: 'unsent' }])
    await expect(console.entries(thirdSession)).rejects.toThrow('There is no such session')
  })
})

describe('watermarks', () => {
  test('what is stored is delivered, what was seen is read, also when it was seen offline', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole()
    await clinic.patientSays(firstSession, 'one')
    await clinic.patientSays(firstSession, 'two')
    const markAtRelay = async () =>
      (await clinic.relay.store().watermarks.of([firstSession])).find(({ userId }) => userId === 'clinician')
    const head = (await clinic.log(firstSession)).length
    const careMark = async () => {
      const mark = await markAtRelay()
      return mark && [mark.deliveredUpTo, mark.readUpTo]
    }
    await until('it is delivered', async () => (await markAtRelay())?.deliveredUpTo === head)
    expect(await careMark()).toEqual([head, 0])
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 2 } })

    clinic.link.refuse(true)
    clinic.link.cut()
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: head })
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 0 } })
    expect(await careMark()).toEqual([head, 0])
    clinic.link.refuse(false)
    await until('it is read', async () => (await markAtRelay())?.readUpTo === head)
  })

  test('what is marked beyond what is here counts only as far as it is here', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole()
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: 1_000 })
    await clinic.patientSays(firstSession, 'new')
    await until('it is here', async () => (await console.texts(firstSession)).length === 1)
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 1 } })
  })
})

describe('two consoles of one account', () => {
  test('stay equal in what was said, what is read and what is owed', async () => {
    const clinic = await openClinic()
    const [one, two] = [await clinic.signedInConsole(), await clinic.signedInConsole()]
    for (const sessionId of sessionIds) {
      await clinic.patientSays(sessionId, 'hello')
      await one.send(sessionId, 'from one')
      await two.send(sessionId, 'from two')
    }
    await one.untilSent()
    await two.untilSent()
    for (const sessionId of sessionIds) {
      const whole = await clinic.log(sessionId)
      for (const console of [one, two]) {
        await until('the log is here', async () => (await console.entries(sessionId)).length === whole.length)
        expect(await console.entries(sessionId)).toEqual(whole)
        expect(await summaryOf(console, sessionId)).toMatchObject({ owedSince: null, unread: { care: 1 } })
      }
    }
    await one.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: 100 })
    await until('two has heard', async () => (await summaryOf(two, firstSession))?.unread.care === 0)
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
    const clinic = await openClinic()
    const [one, two] = [await clinic.signedInConsole(), await clinic.signedInConsole()]
    await one.send(firstSession, 'a note', 'staff')
    await until('it is there', async () => (await two.texts(firstSession, 'staff')).length === 1)
    expect(await two.texts(firstSession)).toEqual([])
  })
})

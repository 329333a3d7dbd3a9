import { describe, expect, onTestFinished, test } from 'vitest'
import { coreTimings } from '../../../src/main/core/runtime/coreTimings.ts'
import { firstSession, openRelayWithCores, password, sessionIds } from '../../support/console/relayWithCores.ts'
import { makeDataDir, quickTimings, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const isSocket = (bytes: string) => bytes.includes('/socket.io/')
const modes = (console: StartedCore) => console.payloads('linkChanged').map(({ mode }) => mode)

describe('the link', () => {
  test('states each mode as it is, with its reason, and when the relay last answered', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    expect(modes(console).filter((mode, index, all) => mode !== all[index - 1])).toEqual([
      'connecting',
      'catchingUp',
      'live',
    ])
    const { link } = await console.state()
    expect(link.lastAcknowledgedAt).not.toBeNull()
    expect(link.failure).toBeNull()
    fixture.link.refuse(true)
    fixture.link.cut()
    await until('it is offline', async () => (await console.state()).link.mode === 'offline')
    const offline = (await console.state()).link
    expect(offline.failure?.kind).toBe('offline')
    expect(offline.since).toBeGreaterThanOrEqual(link.since)
    // Further attempts change nothing.
    const offlineStates = modes(console).filter((mode) => mode === 'offline').length
    await until(
      'it has tried again',
      () => console.logLines.filter((line) => line.includes('no connection')).length > 4,
    )
    expect(modes(console).filter((mode) => mode === 'offline')).toHaveLength(offlineStates)
  })

  test('that swallows everything is noticed by a request without an answer, and replaced', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole({ timings: { ...quickTimings, requestTimeoutMs: 4_000 } })
    fixture.link.setUp({ kind: 'swallow' })
    await console.send(firstSession, 'into the void')
    await until('the line is given up', async () => (await console.state()).link.mode !== 'live', 30_000)
    fixture.link.setUp({ kind: 'pass' })
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['into the void'])
  })

  test('on which nothing comes any more is shown as silent before it is given up, and live again when something comes', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole({ timings: { ...quickTimings, beatEveryMs: 300 } })
    const { since } = (await console.state()).link
    fixture.link.setUp({ kind: 'swallow' })
    await until('the silence is shown', async () => (await console.state()).link.mode === 'silent')
    const { link } = await console.state()
    expect(Date.now() - link.since).toBeGreaterThanOrEqual(600)
    fixture.link.setUp({ kind: 'pass' })
    await fixture.sendAsPatient(firstSession, 'I am still here')
    await until('it is live again', async () => (await console.state()).link.mode === 'live')
    expect(Math.abs((await console.state()).link.since - since)).toBeLessThan(100)
  })

  test('shows that everything was fetched only when it was', async () => {
    const fixture = await openRelayWithCores()
    for (let count = 0; count < 450; count++) await fixture.sendAsPatient(firstSession, `text ${count}`)
    const console = await fixture.signedInConsole()
    const links = console.payloads('linkChanged')
    const firstFetched = console.events.findIndex(
      ({ name, payload }) => name === 'linkChanged' && payload.fetchedAt !== null,
    )
    expect(links[0]?.fetchedAt).toBeNull()
    const shownBefore = console.events
      .slice(0, firstFetched)
      .flatMap((event) => (event.name === 'sessionsChanged' ? event.payload.items : []))
    expect(shownBefore.findLast(({ id }) => id === firstSession)?.preview?.text).toBe('text 449')
  })

  test('that is slow delivers in order', async () => {
    const fixture = await openRelayWithCores()
    fixture.link.setDown({ kind: 'delay', byMs: 40 })
    const console = await fixture.signedInConsole()
    for (let count = 1; count <= 5; count++) await console.send(firstSession, `text ${count}`)
    await fixture.sendAsPatient(firstSession, 'between')
    await console.untilSent()
    const whole = await fixture.log(firstSession)
    await until('the log is here', async () => (await console.entries(firstSession)).length === whole.length)
    expect(await console.entries(firstSession)).toEqual(whole)
  })

  test('is tried at once for whoever asks, without the wait that has grown', async () => {
    const clock = createFakeClock(Date.now())
    const fixture = await openRelayWithCores()
    const console = fixture.console({ clock, timings: coreTimings })
    await fixture.signIn(console)
    await console.untilLive()
    fixture.link.refuse(true)
    fixture.link.cut()
    await until('it is offline', async () => {
      clock.advance(100)
      return (await console.state()).link.mode === 'offline'
    })
    await console.core.handlers.connectNow({})
    expect((await console.state()).link.mode).toBe('offline')
    fixture.link.refuse(false)
    await console.core.handlers.connectNow({})
    // No time passes: what was to be tried later is not.
    await console.untilLive()
    await console.core.handlers.connectNow({})
    expect((await console.state()).link.mode).toBe('live')
  })
})

describe('without sockets', () => {
  test('the console sends and fetches over REST, shows that, and takes a socket when it can have one', async () => {
    const fixture = await openRelayWithCores()
    fixture.link.refuseWhere(isSocket)
    await fixture.sendAsPatient(firstSession, 'before')
    const console = fixture.console({ timings: { ...quickTimings, pollEveryMs: 100 } })
    await fixture.signIn(console)
    await until('it polls', async () => (await console.state()).link.mode === 'polling')
    expect(await console.texts(firstSession)).toEqual(['before'])
    for (const sessionId of sessionIds) await console.send(sessionId, 'over REST')
    await console.untilSent()
    await fixture.sendAsPatient(firstSession, 'later')
    await until('it is fetched', async () => (await console.texts(firstSession)).includes('later'))
    const head = (await fixture.log(firstSession)).length
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: head })
    await until('it is read', async () => {
      const marks = await fixture.relay.store().watermarks.of([firstSession])
      return marks.some(({ userId, readUpTo }) => userId === 'clinician' && readUpTo === head)
    })
    fixture.link.refuseWhere(() => false)
    await console.untilLive()
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
  })

  test('it fetches every 20 seconds', async () => {
    const clock = createFakeClock(Date.now())
    const fixture = await openRelayWithCores()
    fixture.link.refuseWhere(isSocket)
    const console = fixture.console({ clock, timings: coreTimings })
    await fixture.signIn(console)
    await until('it polls', async () => (await console.state()).link.mode === 'polling')
    expect(await console.texts(firstSession)).toEqual([])
    await fixture.sendAsPatient(firstSession, 'later')
    clock.advance(19_000)
    expect(await console.texts(firstSession)).toEqual([])
    clock.advance(1_500)
    await until('it is fetched', async () => (await console.texts(firstSession)).includes('later'))
  })
})

describe('the token', () => {
  test('is renewed before it expires, on the connection that there is', async () => {
    const fixture = await openRelayWithCores({ env: { JWT_EXPIRES_IN: '3s' } })
    const console = await fixture.signedInConsole()
    const { since } = (await console.state()).link
    await fixture.sendAsPatient(firstSession, 'at first')
    const expired = Date.now() + 4_000
    await until('the first token has expired', () => Date.now() > expired)
    await console.send(firstSession, 'with another')
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['at first', 'with another'])
    const { link } = await console.state()
    expect(link.mode).toBe('live')
    expect(Math.abs(link.since - since)).toBeLessThan(100)
  })

  test('whose renewal was granted twice, with both answers lost, is had at the third time and the next', async () => {
    let granted = 0
    const fixture = await openRelayWithCores({
      wrapStore: (store) => ({
        ...store,
        refreshTokens: {
          ...store.refreshTokens,
          rotate: async (...request) => {
            const rotation = await store.refreshTokens.rotate(...request)
            if (rotation.outcome === 'rotated') granted += 1
            return rotation
          },
        },
      }),
    })
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    await (await fixture.signedInConsole({ dataDir })).close()
    fixture.link.setDown({ kind: 'swallow' })
    const console = fixture.console({ dataDir })
    for (const times of [1, 2]) {
      await until(`it is granted for the ${times}. time`, () => granted === times)
      fixture.link.cut()
    }
    fixture.link.setDown({ kind: 'pass' })
    await console.untilLive()
    expect(granted).toBe(3)
    expect((await console.state()).account.state).toBe('signedIn')
    await console.close()
    const again = fixture.console({ dataDir })
    await again.untilLive()
    expect(granted).toBe(4)
  })

  test('that cannot be renewed leaves the data open and sends nothing until the same person signs in', async () => {
    let hasForgotten = false
    const fixture = await openRelayWithCores({
      wrapStore: (store) => ({
        ...store,
        refreshTokens: {
          ...store.refreshTokens,
          rotate: (...request) =>
            hasForgotten ? Promise.resolve({ outcome: 'unknown' }) : store.refreshTokens.rotate(...request),
        },
      }),
    })
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    const console = await fixture.signedInConsole({ dataDir })
    await console.close()
    hasForgotten = true
    const again = fixture.console({ dataDir })
    await until('it has expired', async () => (await again.state()).account.state === 'expired')
    expect((await again.state()).sessions).toHaveLength(3)
    expect((await again.state()).link).toMatchObject({ mode: 'offline', failure: { kind: 'unauthenticated' } })
    await again.send(firstSession, 'kept')
    expect((await again.state()).pending).toHaveLength(1)
    await fixture.signIn(again)
    await again.untilSent()
    expect(await fixture.texts(firstSession)).toEqual(['kept'])
  })
})

test('given credentials, the core signs in by itself as soon as there is a relay', async () => {
  const fixture = await openRelayWithCores()
  fixture.link.refuse(true)
  const console = fixture.console({ signInWith: { relayUrl: fixture.link.url, user: 'clinician', password } })
  await until('it has failed', async () => {
    const { account } = await console.state()
    return account.state === 'signedOut' && account.failure?.kind === 'offline'
  })
  fixture.link.refuse(false)
  await console.untilLive()
  expect((await console.state()).sessions).toHaveLength(3)
})

test('the typing and the presence of a patient are shown, and own typing on another console is not', async () => {
  const fixture = await openRelayWithCores()
  const [one, two] = [await fixture.signedInConsole(), await fixture.signedInConsole()]
  const patient = await connectNative({
    url: fixture.relay.url.replace(/\/$/, ''),
    token: await fixture.relay.tokenFor('patient-1', 'patient', 'Pat One'),
  })
  onTestFinished(() => void patient.socket.disconnect())
  await until('the patient is there', async () =>
    (await one.state()).presence.some((item) => item.userId === 'patient-1' && item.status === 'online'),
  )
  await two.core.handlers.setTyping({ sessionId: firstSession, thread: 'care', typing: true })
  await until('the patient has received it', () => patient.payloads('typing').length > 0)
  await patient.ask('typing:set', { sessionId: firstSession, thread: 'care', typing: true })
  const people = async () => (await one.state()).typing.flatMap((notice) => notice.people.map(({ name }) => name))
  await until('it is shown', async () => (await people()).length > 0)
  expect(await people()).toEqual(['Pat One'])
  await patient.send(firstSession, 'said')
  await until('it has ended', async () => (await people()).length === 0)
})

import { describe, expect, onTestFinished, test } from 'vitest'
import { coreTimings } from '../../../src/main/core/runtime/coreTimings.ts'
import { makeDataDir, quickTimings, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { firstSession, openClinic, password, sessionIds } from '../../support/relay/clinic.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const isSocket = (bytes: string) => bytes.includes('/socket.io/')
const modes = (console: StartedCore) => console.payloads('linkChanged').map(({ mode }) => mode)

describe('the link', () => {
  test('states each mode as it is, with its reason, and when the relay last answered', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole()
    expect(modes(console).filter((mode, index, all) => mode !== all[index - 1])).toEqual([
      'connecting',
      'catchingUp',
      'live',
    ])
    const { link } = await console.state()
    expect(link.lastAcknowledgedAt).not.toBeNull()
    expect(link.failure).toBeNull()
    clinic.link.refuse(true)
    clinic.link.cut()
    await until('it is offline', async () => (await console.state()).link.mode === 'offline')
    const offline = (await console.state()).link
    expect(offline.failure?.kind).toBe('offline')
    expect(offline.since).toBeGreaterThanOrEqual(link.since)
    // Further attempts are no news.
    const told = modes(console).filter((mode) => mode === 'offline').length
    await until(
      'it has tried again',
      () => console.logLines.filter((line) => line.includes('no connection')).length > 4,
    )
    expect(modes(console).filter((mode) => mode === 'offline')).toHaveLength(told)
  })

  test('that swallows everything is noticed by a request without an answer, and replaced', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole({ timings: { ...quickTimings, requestTimeoutMs: 4_000 } })
    clinic.link.setUp({ kind: 'swallow' })
    await console.send(firstSession, 'into the void')
    await until('the line is given up', async () => (await console.state()).link.mode !== 'live', 30_000)
    clinic.link.setUp({ kind: 'pass' })
    await console.untilSent()
    expect(await clinic.texts(firstSession)).toEqual(['into the void'])
  })

  test('on which nothing comes any more is told as silent before it is given up, and live again when the relay speaks', async () => {
    const clinic = await openClinic()
    const console = await clinic.signedInConsole({ timings: { ...quickTimings, beatEveryMs: 300 } })
    const { since } = (await console.state()).link
    clinic.link.setUp({ kind: 'swallow' })
    await until('the silence is told', async () => (await console.state()).link.mode === 'silent')
    const { link } = await console.state()
    expect(Date.now() - link.since).toBeGreaterThanOrEqual(600)
    clinic.link.setUp({ kind: 'pass' })
    await clinic.patientSays(firstSession, 'I am still here')
    await until('it is live again', async () => (await console.state()).link.mode === 'live')
    expect((await console.state()).link.since).toBe(since)
  })

  test('says that everything was fetched only when it was', async () => {
    const clinic = await openClinic()
    for (let count = 0; count < 450; count++) await clinic.patientSays(firstSession, `text ${count}`)
    const console = await clinic.signedInConsole()
    const links = console.payloads('linkChanged')
    const firstFetched = console.events.findIndex(
      ({ name, payload }) => name === 'linkChanged' && payload.fetchedAt !== null,
    )
    expect(links[0]?.fetchedAt).toBeNull()
    const loggedBefore = console.events
      .slice(0, firstFetched)
      .flatMap((event) => (event.name === 'entriesChanged' ? event.payload.logged : []))
    expect(loggedBefore.filter(({ body }) => body.kind === 'message')).toHaveLength(450)
  })

  test('that is slow delivers in order', async () => {
    const clinic = await openClinic()
    clinic.link.setDown({ kind: 'delay', byMs: 40 })
    const console = await clinic.signedInConsole()
    for (let count = 1; count <= 5; count++) await console.send(firstSession, `text ${count}`)
    await clinic.patientSays(firstSession, 'between')
    await console.untilSent()
    const whole = await clinic.log(firstSession)
    await until('the log is here', async () => (await console.entries(firstSession)).length === whole.length)
    expect(await console.entries(firstSession)).toEqual(whole)
  })
})

describe('without sockets', () => {
  test('the console sends and fetches over REST, says so, and takes a socket when it can have one', async () => {
    const clinic = await openClinic()
    clinic.link.refuseWhere(isSocket)
    await clinic.patientSays(firstSession, 'before')
    const console = clinic.console({ timings: { ...quickTimings, pollEveryMs: 100 } })
    await clinic.signIn(console)
    await until('it polls', async () => (await console.state()).link.mode === 'polling')
    expect(await console.texts(firstSession)).toEqual(['before'])
    for (const sessionId of sessionIds) await console.send(sessionId, 'over REST')
    await console.untilSent()
    await clinic.patientSays(firstSession, 'later')
    await until('it is fetched', async () => (await console.texts(firstSession)).includes('later'))
    const head = (await clinic.log(firstSession)).length
    await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: head })
    await until('it is read', async () => {
      const marks = await clinic.relay.store().watermarks.of([firstSession])
      return marks.some(({ userId, readUpTo }) => userId === 'clinician' && readUpTo === head)
    })
    clinic.link.refuseWhere(() => false)
    await console.untilLive()
    expect(await console.entries(firstSession)).toEqual(await clinic.log(firstSession))
  })

  test('it fetches every 20 seconds', async () => {
    const clock = createFakeClock(Date.now())
    const clinic = await openClinic()
    clinic.link.refuseWhere(isSocket)
    const console = clinic.console({ clock, timings: coreTimings })
    await clinic.signIn(console)
    await until('it polls', async () => (await console.state()).link.mode === 'polling')
    await clinic.patientSays(firstSession, 'later')
    clock.advance(19_000)
    expect(await console.texts(firstSession)).toEqual([])
    clock.advance(1_500)
    await until('it is fetched', async () => (await console.texts(firstSession)).includes('later'))
  })
})

describe('the token', () => {
  test('is renewed before it expires, on the connection that there is', async () => {
    const clinic = await openClinic({ env: { JWT_EXPIRES_IN: '3s' } })
    const console = await clinic.signedInConsole()
    const { since } = (await console.state()).link
    await clinic.patientSays(firstSession, 'at first')
    const expired = Date.now() + 4_000
    await until('the first token has expired', () => Date.now() > expired)
    await console.send(firstSession, 'with another')
    await console.untilSent()
    expect(await clinic.texts(firstSession)).toEqual(['at first', 'with another'])
    expect((await console.state()).link).toMatchObject({ mode: 'live', since })
  })

  test('whose renewal was granted twice, with both answers lost, is had at the third time and the next', async () => {
    let granted = 0
    const clinic = await openClinic({
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
    await (await clinic.signedInConsole({ dataDir })).close()
    clinic.link.setDown({ kind: 'swallow' })
    const console = clinic.console({ dataDir })
    for (const times of [1, 2]) {
      await until(`it is granted for the ${times}. time`, () => granted === times)
      clinic.link.cut()
    }
    clinic.link.setDown({ kind: 'pass' })
    await console.untilLive()
    expect(granted).toBe(3)
    expect((await console.state()).account.state).toBe('signedIn')
    await console.close()
    const again = clinic.console({ dataDir })
    await again.untilLive()
    expect(granted).toBe(4)
  })

  test('that cannot be renewed leaves the data open and sends nothing until the same person signs in', async () => {
    let hasForgotten = false
    const clinic = await openClinic({
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
    const console = await clinic.signedInConsole({ dataDir })
    await console.close()
    hasForgotten = true
    const again = clinic.console({ dataDir })
    await until('it has expired', async () => (await again.state()).account.state === 'expired')
    expect((await again.state()).sessions).toHaveLength(3)
    expect((await again.state()).link).toMatchObject({ mode: 'offline', failure: { kind: 'unauthenticated' } })
    await again.send(firstSession, 'kept')
    expect((await again.state()).pending).toHaveLength(1)
    await clinic.signIn(again)
    await again.untilSent()
    expect(await clinic.texts(firstSession)).toEqual(['kept'])
  })
})

test('given credentials, the core signs in by itself as soon as there is a relay', async () => {
  const clinic = await openClinic()
  clinic.link.refuse(true)
  const console = clinic.console({ signInWith: { relayUrl: clinic.link.url, user: 'clinician', password } })
  await until('it has failed', async () => {
    const { account } = await console.state()
    return account.state === 'signedOut' && account.failure?.kind === 'offline'
  })
  clinic.link.refuse(false)
  await console.untilLive()
  expect((await console.state()).sessions).toHaveLength(3)
})

test('the typing and the presence of a patient are shown, and own typing on another console is not', async () => {
  const clinic = await openClinic()
  const [one, two] = [await clinic.signedInConsole(), await clinic.signedInConsole()]
  const patient = await connectNative({
    url: clinic.relay.url.replace(/\/$/, ''),
    token: await clinic.relay.tokenFor('patient-1', 'patient', 'Pat One'),
  })
  onTestFinished(() => void patient.socket.disconnect())
  await until('the patient is there', async () =>
    (await one.state()).presence.some((item) => item.userId === 'patient-1' && item.status === 'online'),
  )
  await two.core.handlers.setTyping({ sessionId: firstSession, thread: 'care', typing: true })
  await until('the patient has heard', () => patient.payloads('typing').length > 0)
  await patient.ask('typing:set', { sessionId: firstSession, thread: 'care', typing: true })
  const people = async () => (await one.state()).typing.flatMap((notice) => notice.people.map(({ name }) => name))
  await until('it is shown', async () => (await people()).length > 0)
  expect(await people()).toEqual(['Pat One'])
  await patient.send(firstSession, 'said')
  await until('it has ended', async () => (await people()).length === 0)
})

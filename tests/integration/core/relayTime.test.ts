import { describe, expect, onTestFinished, test } from 'vitest'
import { createRelayTime } from '../../../src/renderer/state/relayTime.ts'
import { type Clock, systemClock } from '../../../src/shared/model/timing/clock.ts'
import { firstSession, openRelayWithCores, secondSession } from '../../support/console/relayWithCores.ts'
import { quickTimings, type StartedCore } from '../../support/console/startCore.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import { until } from '../../support/time/until.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const isSocket = (bytes: string) => bytes.includes('/socket.io/')
/** Time that a loaded machine may take to bring an answer. */
const toleratedMs = 2_000

const offs = [
  ['10 minutes ahead', 10 * minuteMs],
  ['10 minutes behind', -10 * minuteMs],
  ['a day ahead', dayMs],
  ['a day behind', -dayMs],
] as const

/** The clock of a workstation that can be set. */
function createWrongClock(offMs: number) {
  let off = offMs
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + off }
  return {
    clock,
    set: (byMs: number) => {
      off += byMs
    },
  }
}

/** Returns what a screen beside the core says by its readings: how far each thing is past, and how far the clock is off. */
async function screenOf(console: StartedCore, clock: Clock) {
  const { link, sessions, pending } = await console.state()
  const time = createRelayTime(clock)
  time.observe(link.relayClock)
  const session = sessions.find(({ id }) => id === firstSession)
  const ageOf = (at: number | null | undefined) => (typeof at === 'number' ? time.now() - at : Number.NaN)
  return {
    ...{ offByMs: time.offByMs(), waitedMs: ageOf(session?.owedSince), unsentMs: ageOf(pending[0]?.queuedAt) },
    ...{ acknowledgedMs: ageOf(link.lastAcknowledgedAt), modeMs: ageOf(link.since), isKnown: link.relayClock !== null },
  }
}

describe.each(offs)('a workstation whose clock is %s', (_, offMs) => {
  test.each(['the socket', 'REST'])('shows right how long a patient has waited, over %s', async (via) => {
    const fixture = await openRelayWithCores()
    if (via === 'REST') fixture.link.refuseWhere(isSocket)
    const { clock } = createWrongClock(offMs)
    const beganAt = systemClock.steady()
    const console = fixture.console({ clock, timings: { ...quickTimings, pollEveryMs: 200 } })
    await fixture.signIn(console)
    await fixture.sendAsPatient(firstSession, 'How much shall I take?')
    const sentAt = systemClock.steady()
    await until('it is owed', async () => (await screenOf(console, clock)).waitedMs >= 0)
    const screen = await screenOf(console, clock)
    const tookMs = systemClock.steady() - sentAt
    expect(Math.abs(screen.waitedMs - tookMs)).toBeLessThan(toleratedMs)
    expect(screen.acknowledgedMs).toBeGreaterThan(-toleratedMs)
    expect(screen.acknowledgedMs).toBeLessThan(tookMs + toleratedMs)
    expect(screen.modeMs).toBeLessThan(systemClock.steady() - beganAt + toleratedMs)
    expect(Math.abs(screen.offByMs - offMs)).toBeLessThan(toleratedMs)
  })

  test('that is put right while the program runs moves nothing, and what is unsent keeps its order', async () => {
    const fixture = await openRelayWithCores()
    const { clock, set } = createWrongClock(offMs)
    const console = await fixture.signedInConsole({ clock })
    await fixture.sendAsPatient(firstSession, 'How much shall I take?')
    await until('it is owed', async () => (await screenOf(console, clock)).waitedMs >= 0)
    fixture.link.refuse(true)
    fixture.link.cut()
    await console.send(secondSession, 'first')
    const before = await screenOf(console, clock)
    set(-offMs)
    await console.send(secondSession, 'second')
    const after = await screenOf(console, clock)
    for (const age of ['waitedMs', 'acknowledgedMs', 'unsentMs'] as const) {
      // Times are fractions of a millisecond, and the last digits of one are lost beside milliseconds since 1970.
      expect(Math.round(after[age] - before[age])).toBeGreaterThanOrEqual(0)
      expect(after[age] - before[age]).toBeLessThan(toleratedMs)
    }
    expect(Math.abs(after.offByMs)).toBeLessThan(toleratedMs)
    const { pending } = await console.state()
    expect(pending.map(({ text }) => text)).toEqual(['first', 'second'])
    expect(pending[1]?.queuedAt).toBeGreaterThanOrEqual(pending[0]?.queuedAt ?? Number.NaN)
  })
})

test('somebody who types is not said to when the clock is set, and stops by themselves', async () => {
  const fixture = await openRelayWithCores()
  const { clock, set } = createWrongClock(0)
  const console = await fixture.signedInConsole({ clock })
  const isTyping = async () => (await console.state()).typing.some(({ people }) => people.length > 0)
  const patient = await connectNative({
    url: fixture.relay.url,
    token: await fixture.relay.tokenFor('patient-1', 'patient'),
  })
  onTestFinished(patient.close)
  await patient.ask('typing:set', { sessionId: firstSession, thread: 'care', typing: true })
  await until('it is shown', isTyping)
  set(dayMs)
  expect(await isTyping()).toBe(true)
  set(-2 * dayMs)
  expect(await isTyping()).toBe(true)
  await until('it is over', async () => !(await isTyping()), 15_000)
})

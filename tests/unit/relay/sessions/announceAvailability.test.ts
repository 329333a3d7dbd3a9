import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { SessionEvent } from '../../../../relay/events/relayEvent.ts'
import { createLog } from '../../../../relay/log.ts'
import { announceAvailability, announceEveryMs } from '../../../../relay/sessions/availability/announceAvailability.ts'
import { createAvailability } from '../../../../relay/sessions/availability/availability.ts'
import { type CachedSession, createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'
import { until } from '../../../support/time/until.ts'

it('announces every minute the clinicians in hours of open sessions that somebody listens to', async () => {
  const clock = createFakeClock()
  const store = await openSqliteStore({ file: ':memory:' })
  const doc = userIdSchema.parse('doc')
  await store.users.put(
    {
      id: doc,
      name: 'Doc',
      role: 'clinician',
      email: null,
      passwordHash: null,
      timeZone: 'UTC',
      schedule: [{ dayOfWeek: 1, start: '09:00', end: '09:02' }],
    },
    0,
  )
  const session = (id: string, change: { active?: boolean; expiresAtMs?: number } = {}) =>
    createCachedSession({
      id: sessionIdSchema.parse(id),
      version: 1,
      kind: 'consultation',
      active: change.active ?? true,
      createdAtMs: 0,
      expiresAtMs: change.expiresAtMs ?? null,
      patient: null,
      claimedBy: null,
      dispute: null,
      escalation: null,
      later: null,
      participants: [{ userId: doc, name: 'Doc', role: 'clinician' }],
    })
  const sessions = [
    session('open'),
    session('closed', { active: false }),
    session('expired', { expiresAtMs: clock.now() }),
  ]
  const published: { readonly event: SessionEvent; readonly session: CachedSession }[] = []
  const availability = createAvailability(store, clock)
  let rounds = 0
  let answered = 0
  const stop = announceAvailability({
    listenedTo: () => {
      rounds += 1
      return sessions
    },
    availability: {
      clinicianInHours: async (session) => {
        const clinicianId = await availability.clinicianInHours(session)
        answered += 1
        return clinicianId
      },
    },
    publish: (event, session) => void published.push({ event, session }),
    clock,
    log: createLog('silent'),
  })
  for (let round = 1; round <= 4; round++) {
    clock.advance(announceEveryMs)
    await until('the round', () => rounds === round && answered === round)
    // What follows the answer takes no more than this turn.
    await setImmediate()
  }
  stop()
  clock.advance(10 * announceEveryMs)
  expect(rounds).toBe(4)
  expect(
    published.map(({ event, session }) => [
      event.kind,
      session.record().id,
      'clinicianId' in event && event.clinicianId,
    ]),
  ).toEqual([
    ['clinicianReady', 'open', 'doc'],
    ['clinicianReady', 'open', 'doc'],
  ])
  await store.close()
}, 30_000)

it('begins to announce a clinician whose hours begin later, and of one whose schedule is put later', async () => {
  const clock = createFakeClock()
  const store = await openSqliteStore({ file: ':memory:' })
  const doc = userIdSchema.parse('doc')
  const put = (start: string, end: string) =>
    store.users.put(
      {
        ...{ id: doc, name: 'Doc', role: 'clinician', email: null, passwordHash: null, timeZone: 'UTC' },
        schedule: [{ dayOfWeek: 1, start, end }],
      },
      0,
    )
  await put('09:03', '09:04')
  const session = createCachedSession({
    ...{
      id: sessionIdSchema.parse('open'),
      version: 1,
      kind: 'consultation',
      active: true,
      createdAtMs: 0,
      expiresAtMs: null,
    },
    ...{ patient: null, claimedBy: null, dispute: null, escalation: null, later: null },
    participants: [{ userId: doc, name: 'Doc', role: 'clinician' }],
  })
  const availability = createAvailability(store, clock)
  const announcedAt: string[] = []
  let answered = 0
  const stop = announceAvailability({
    listenedTo: () => [session],
    availability: {
      clinicianInHours: async (of) => {
        const clinicianId = await availability.clinicianInHours(of)
        answered += 1
        return clinicianId
      },
    },
    publish: () => void announcedAt.push(new Date(clock.now()).toISOString().slice(11, 16)),
    clock,
    log: createLog('silent'),
  })
  for (let round = 1; round <= 6; round++) {
    clock.advance(announceEveryMs)
    await until('the round', () => answered === round)
    await setImmediate()
    if (round === 4) await put('09:06', '09:10')
  }
  stop()
  expect(announcedAt).toEqual(['09:03', '09:04', '09:06'])
  await store.close()
})

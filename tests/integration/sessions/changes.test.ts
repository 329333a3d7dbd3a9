import { describe, expect, it } from 'vitest'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

const sessionId = sessionIdSchema.parse('visit-1')
const refused = (code: string) => expect.objectContaining({ success: false, code })
const change = (more: object = {}) => ({ id: newEntryId(), sessionId, ...more })
const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Returns the entries about states and participants in the care thread, in order, after the session was opened. */
async function story(client: NativeClient): Promise<string[]> {
  const { entries } = await client.pullAll()
  return entries
    .filter(({ thread }) => thread === 'care')
    .flatMap(({ body }) => {
      if (body.kind === 'membership') return [`${body.userId} ${body.change}`]
      return body.kind === 'state' ? [body.change] : []
    })
    .slice(3)
}

describe('the right to change a session', () => {
  it('is asked again when the turn of the change has come: nobody comes back who is out by then', async () => {
    const { relay } = await openRelayWithSession()
    await relay.putSession(sessionId, { pat: 'patient', doc: 'clinician', 'other-doc': 'clinician' })
    const doctor = { userId: userIdSchema.parse('doc'), role: 'clinician', name: 'doc' } as const
    const { changeSession } = relay.useCases()
    const asks = (kind: 'leave' | 'join') =>
      changeSession(doctor, { id: entryIdSchema.parse(newEntryId()), sessionId, change: { kind } })
    const [left, joined] = await Promise.allSettled([asks('leave'), asks('join')])
    expect(left.status).toBe('fulfilled')
    expect(joined).toMatchObject({ status: 'rejected', reason: { failure: { kind: 'notFound' } } })
    const record = await relay.store().sessions.find(sessionId)
    expect(record?.participants.map(({ userId }) => userId)).toEqual(['pat', 'other-doc'])
  })
})

describe('claiming and transferring', () => {
  it('tells who has the session, and lets one clinician hand it to another with a reason', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    const next = await connect('other-doc', 'clinician')
    await doctor.ask('session:claim', change())
    expect(await doctor.request('session:claim', change())).toEqual(refused('conflict'))
    const transfer = change({ to: 'other-doc', reason: 'end of my shift' })
    const place = await doctor.ask('session:transfer', transfer)
    expect(await doctor.ask('session:transfer', transfer)).toEqual(place)
    await next.until('the session', () => next.payloads('sessions:changed').some(({ items }) => items.length > 0))
    expect((await next.pullAll()).sessions[0]).toMatchObject({ claimedBy: 'other-doc' })
    await doctor.until('gone', () =>
      doctor.payloads('sessions:changed').some(({ removed }) => removed.includes(sessionId)),
    )
    expect((await doctor.pullAll()).sessions).toEqual([])
    expect(await story(patient)).toEqual(['claimed', 'other-doc joined', 'transferred', 'doc left'])
    const entry = (await patient.pullAll()).entries.find(
      ({ body }) => body.kind === 'state' && body.change === 'transferred',
    )
    expect(entry?.body).toMatchObject({
      reason: 'end of my shift',
      to: { userId: 'other-doc', name: 'Name of other-doc' },
    })
  })

  it('is for staff, of an open session, to a clinician', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    const stranger = await connect('other-doc', 'clinician')
    const admin = await connect('ada', 'admin')
    expect(await patient.request('session:claim', change())).toEqual(refused('forbidden'))
    expect(await stranger.request('session:claim', change())).toEqual(refused('notFound'))
    expect(await admin.request('session:claim', change())).toEqual(refused('forbidden'))
    const reason = 'why'
    expect(await doctor.request('session:transfer', change({ to: 'pat', reason }))).toEqual(refused('invalid'))
    expect(await doctor.request('session:transfer', change({ to: 'nobody', reason }))).toEqual(refused('invalid'))
    expect(await doctor.request('session:transfer', change({ to: 'doc', reason }))).toEqual(refused('conflict'))
    expect(await doctor.request('session:transfer', change({ to: 'other-doc' }))).toEqual(refused('invalid'))
    expect(await doctor.request('session:leave', change())).toEqual(refused('conflict'))
    expect(await patient.request('session:leave', change())).toEqual(refused('forbidden'))
    await doctor.ask('session:close', change())
    expect(await doctor.request('session:claim', change())).toEqual(refused('sessionClosed'))
  })
})

describe('closing and reopening', () => {
  it('stops what is said and lets it go on, each told in the log', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    expect(await patient.request('session:close', change())).toEqual(refused('forbidden'))
    await doctor.ask('session:close', change({ reason: 'all is well' }))
    expect(await doctor.request('session:close', change())).toEqual(refused('sessionClosed'))
    // On another node it may take a moment until it is known there too.
    const isStated = () => patient.payloads('sessions:changed').some(({ items }) => items.some(({ active }) => !active))
    await patient.until('the patient is told', isStated)
    const late = await patient.send(sessionId, 'one more thing')
    expect(late).toMatchObject({ success: false, code: 'sessionClosed', error: expect.stringContaining('closed') })
    await doctor.ask('session:reopen', change({ reason: 'one more question' }))
    expect(await doctor.request('session:reopen', change())).toEqual(refused('conflict'))
    expect(await patient.send(sessionId, 'one more thing')).toMatchObject({ success: true })
    expect(await story(patient)).toEqual(['closed', 'reopened'])
    const last = (await patient.pullAll()).entries.slice(-3)
    expect(last.map(({ senderId, body }) => [senderId, 'reason' in body && body.reason])).toEqual([
      ['doc', 'all is well'],
      ['doc', 'one more question'],
      ['pat', false],
    ])
  })
})

describe('expiry', () => {
  it('closes the session on time, tells everyone, and can be extended before and after', async () => {
    const { connect, relay, clock } = await openRelayWithSession()
    const expiresAt = clock.now() + hourMs
    const participants = [
      { userId: 'pat', role: 'patient' as const },
      { userId: 'doc', role: 'clinician' as const },
    ]
    await relay.putSession(sessionId, { kind: 'consultation', participants, expiresAt })
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    expect(await doctor.request('session:extend', change({ until: expiresAt }))).toEqual(refused('invalid'))
    await doctor.ask('session:extend', change({ until: expiresAt + hourMs }))
    for (let minutes = 0; minutes < 119; minutes++) clock.advance(minuteMs)
    expect(await patient.send(sessionId, 'in time')).toMatchObject({ success: true })
    clock.advance(minuteMs)
    const isStated = ({ entries }: NativeClient) =>
      entries.some(({ body }) => body.kind === 'state' && body.change === 'expired')
    await patient.until('told of the expiry', () => isStated(patient))
    await doctor.until('told of the expiry', () => isStated(doctor))
    expect(await patient.send(sessionId, 'late')).toMatchObject({
      code: 'sessionClosed',
      error: expect.stringContaining('expired'),
    })
    expect(await doctor.request('session:reopen', change())).toEqual(refused('conflict'))
    await doctor.ask('session:extend', change({ until: clock.now() + hourMs, reason: 'one more question' }))
    expect(await patient.send(sessionId, 'again')).toMatchObject({ success: true })
    expect(await story(patient)).toEqual(['extended', 'expired', 'extended', 'reopened'])
  })
})

describe('hours', () => {
  it('let a patient write only while a clinician is in hours by their own clock, and staff at any time', async () => {
    const { connect, relay, clock } = await openRelayWithSession()
    await relay.putUser('doc', {
      name: 'Name of doc',
      role: 'clinician',
      timeZone: 'America/New_York',
      schedule: [{ dayOfWeek: 1, start: '09:00', end: '17:00' }],
    })
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    // 09:00 UTC on a Monday is four in the morning there.
    const early = await patient.send(sessionId, 'hello')
    expect(early).toMatchObject({
      success: false,
      code: 'outsideHours',
      error: expect.stringContaining('not available'),
    })
    expect(await doctor.send(sessionId, 'I am up anyway')).toMatchObject({ success: true })
    clock.advance(5 * hourMs)
    expect(await patient.send(sessionId, 'good morning')).toMatchObject({ success: true })
    clock.advance(9 * hourMs)
    expect(await patient.send(sessionId, 'good night')).toEqual(refused('outsideHours'))
  })
})

describe('disputes', () => {
  it('freeze what was said, and let support look on, join before the eyes of all, and resolve', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    const support = await connect('sue', 'support')
    const target = newEntryId()
    await patient.ask('message:send', { id: target, sessionId, thread: 'care', text: 'you said twice a day' })
    expect((await support.pullAll()).sessions).toEqual([])
    expect(await support.request('session:join', change())).toEqual(refused('notFound'))

    await patient.ask('session:dispute', change({ reason: 'wrong dose' }))
    expect(await doctor.request('session:dispute', change({ reason: 'no' }))).toEqual(refused('conflict'))
    await support.until('told of the dispute', () =>
      support.payloads('sessions:changed').some(({ items }) => items.length > 0),
    )
    expect((await support.pullAll()).sessions[0]?.dispute).toMatchObject({ openedBy: 'pat', reason: 'wrong dose' })
    const edit = { id: newEntryId(), sessionId, thread: 'care', target, text: 'once' }
    expect(await patient.request('message:edit', edit)).toEqual(refused('frozen'))
    expect(await patient.request('message:redact', { ...edit, text: undefined })).toEqual(refused('frozen'))

    expect(await support.send(sessionId, 'hello')).toEqual(refused('forbidden'))
    expect(await support.request('typing:set', { sessionId, thread: 'care', typing: true })).toEqual(
      refused('forbidden'),
    )
    await support.ask('session:join', change())
    expect(await support.send(sessionId, 'hello, I am of the support')).toMatchObject({ success: true })
    expect(await doctor.request('session:resolveDispute', change())).toEqual(refused('forbidden'))
    await support.ask('session:resolveDispute', change({ reason: 'once a day it is' }))
    await patient.ask('message:edit', edit)
    await support.ask('session:leave', change())
    await support.until('gone', () => support.payloads('sessions:changed').some(({ removed }) => removed.length > 0))
    expect((await support.pullAll()).sessions).toEqual([])
    expect(await story(patient)).toEqual(['disputed', 'sue joined', 'disputeResolved', 'sue left'])
    const resolved = patient.entries.find(({ body }) => body.kind === 'state' && body.change === 'disputeResolved')
    expect(resolved).toMatchObject({ senderId: 'sue', body: { reason: 'once a day it is' } })
  })

  it('are over for support that has not joined when they are resolved', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const support = await connect('sue', 'support')
    const admin = await connect('ada', 'admin')
    await doctor.ask('session:dispute', change({ reason: 'abuse' }))
    await support.until('told', () => support.payloads('sessions:changed').some(({ items }) => items.length > 0))
    await admin.ask('session:resolveDispute', change())
    await support.until('gone', () => support.payloads('sessions:changed').some(({ removed }) => removed.length > 0))
    expect(await support.request('session:join', change())).toEqual(refused('notFound'))
  })
})

describe('escalation', () => {
  it('brings support, which may claim the session', async () => {
    const { connect } = await openRelayWithSession()
    const doctor = await connect('doc', 'clinician')
    const support = await connect('sue', 'support')
    const patient = await connect('pat', 'patient')
    expect(await patient.request('session:escalate', change({ reason: 'now' }))).toEqual(refused('forbidden'))
    await doctor.ask('session:escalate', change({ reason: 'please look' }))
    await support.until('told', () => support.payloads('sessions:changed').some(({ items }) => items.length > 0))
    await support.ask('session:join', change())
    await support.ask('session:claim', change())
    const [session] = (await doctor.pullAll()).sessions
    expect(session).toMatchObject({ claimedBy: 'sue' })
    expect(session?.escalation).toBeUndefined()
    expect(await story(patient)).toEqual(['escalated', 'sue joined', 'claimed'])
  })
})

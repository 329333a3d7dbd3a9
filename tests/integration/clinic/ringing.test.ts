import { describe, expect, it } from 'vitest'
import { defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import type { Ringing } from '../../../src/shared/model/clinic/ringing.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

const minuteMs = 60_000

/** A clinic that rings so, its people on the nodes that there are, and a patient who has written. */
async function openRingingClinic(ringing: Ringing) {
  const opened = await openRelayWithSession()
  const { relay, clock, sessionId, connect } = opened
  await fetch(`${relay.url}/api/clinic`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${await relay.tokenFor('ada', 'admin')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...defaultClinic, ringing }),
  })
  const doctor = await connect('doc', 'clinician')
  const patient = await connect('pat', 'patient')
  const support = await connect('sue', 'support')
  const stranger = await connect('other-doc', 'clinician')
  await patient.send(sessionId, 'Is anybody there?')
  /** Moves the time on by so many minutes, as slowly as the relay looks. */
  const pass = async (minutes: number) => {
    for (let quarter = 0; quarter < minutes * 4; quarter++) {
      clock.advance(minuteMs / 4)
      await relay.store().check()
    }
  }
  const rungAt = (client: NativeClient) =>
    client.payloads('rings').flatMap(({ items }) => items.map(({ count }) => count))
  /** Resolves when these rings have come; the relay looks every 15 s. */
  const receives = (client: NativeClient, counts: readonly number[]) =>
    expect
      .poll(() => {
        clock.advance(1_000)
        return rungAt(client)
      })
      .toEqual(counts)
  return { ...opened, doctor, patient, support, stranger, pass, rungAt, receives }
}

describe('the ring for a patient whom nobody has taken', () => {
  it('comes again and again, once from however many nodes, to the staff of the session alone', async () => {
    const { doctor, patient, support, stranger, pass, rungAt, receives } = await openRingingClinic({
      againMinutes: 5,
      secondMinutes: null,
    })
    await pass(4)
    expect(rungAt(doctor)).toEqual([])
    await pass(1.5)
    await receives(doctor, [1])
    await pass(5)
    await receives(doctor, [1, 2])
    for (const other of [patient, support, stranger]) expect(rungAt(other)).toEqual([])
  })

  it('ends when somebody claims the session, or answers', async () => {
    const { sessionId, doctor, patient, pass, rungAt, receives } = await openRingingClinic({
      againMinutes: 1,
      secondMinutes: null,
    })
    await pass(1.5)
    await receives(doctor, [1])
    await doctor.send(sessionId, 'I am here')
    await patient.send(sessionId, 'Thank you')
    await pass(3)
    expect(rungAt(doctor)).toEqual([1])
    await doctor.ask('session:claim', { id: newEntryId(), sessionId })
    await pass(3)
    expect(rungAt(doctor)).toEqual([1])
  })

  it('opens the session to support when a second person is to be told, in words that the patient does not read', async () => {
    const { doctor, patient, support, sessionId, pass, rungAt, receives } = await openRingingClinic({
      againMinutes: null,
      secondMinutes: 10,
    })
    await pass(9.5)
    expect(rungAt(doctor)).toEqual([])
    await pass(1)
    await receives(support, [1])
    expect((await support.pullAll()).sessions.map(({ id }) => id)).toEqual([sessionId])
    const reported = (await doctor.pullAll()).entries.filter(({ thread }) => thread === 'staff')
    expect(reported.map(({ body }) => body)).toMatchObject([{ kind: 'state', change: 'escalated' }])
    expect((await patient.pullAll()).entries.filter(({ body }) => body.kind === 'state').length).toBe(1)
    await pass(5)
    expect(rungAt(doctor)).toEqual([1])
  })
})

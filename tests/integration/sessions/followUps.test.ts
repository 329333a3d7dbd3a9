import { describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

const sessionId = sessionIdSchema.parse('visit-1')
const refused = (code: string) => expect.objectContaining({ success: false, code })
const ask = (more: object = {}) => ({ id: newEntryId(), sessionId, ...more })
const minuteMs = 60_000

/** Returns what is to be followed up, as an answer to `changes` has it. */
async function listed(client: NativeClient) {
  const { sessions } = await client.ask('sync:pull', { scope: 'changes', since: null })
  return sessions?.find(({ id }) => id === sessionId)?.followUps
}

async function open() {
  const opened = await openRelayWithSession()
  await opened.relay.putSession(sessionId, {
    ...{ pat: 'patient', doc: 'clinician', 'other-doc': 'clinician', sue: 'support' },
  })
  const doctor = await opened.connect('doc', 'clinician')
  const colleague = await opened.connect('other-doc', 'clinician')
  const support = await opened.connect('sue', 'support')
  const patient = await opened.connect('pat', 'patient')
  const set = (text = 'Ask about the fever', forMs = 30 * minuteMs) =>
    ask({ change: { kind: 'set', text, due: opened.clock.now() + forMs } })
  return { ...opened, doctor, colleague, support, patient, set }
}

describe('FUP: following up', () => {
  it('FUP-1: is known to the staff of the session, with who set it, and to the patient not at all', async () => {
    const { doctor, colleague, support, patient, clock, set } = await open()
    const request = set()
    const place = await doctor.ask('session:followUp', request)
    expect(await doctor.ask('session:followUp', request)).toEqual(place)
    expect(await doctor.request('session:followUp', { ...set('another'), id: request.id })).toEqual(refused('conflict'))
    const isReported = () =>
      colleague.payloads('sessions:changed').some(({ items }) => items.some((item) => item.followUps !== undefined))
    await colleague.until('the colleague is told', isReported)
    const due = clock.now() + 30 * minuteMs
    const known = [{ id: request.id, text: 'Ask about the fever', due, by: 'doc', at: clock.now() }]
    for (const client of [doctor, colleague, support]) expect(await listed(client)).toEqual(known)
    const staff = (await colleague.pullAll()).entries.filter(({ thread }) => thread === 'staff')
    expect(staff.at(-1)).toMatchObject({
      ...{ seq: place.seq, senderId: 'doc' },
      body: { kind: 'state', change: 'followUpSet', until: due, reason: 'Ask about the fever' },
    })
    expect(await listed(patient)).toBeUndefined()
    expect(JSON.stringify([patient.received, (await patient.pullAll()).entries])).not.toContain('about the fever')
  })

  it('FUP-2: goes along with a transfer, and ends when the session is closed or expires', async () => {
    const { doctor, colleague, set } = await open()
    await doctor.ask('session:followUp', set('first', 2 * minuteMs))
    await doctor.ask('session:followUp', set('second', minuteMs))
    await doctor.ask('session:transfer', ask({ to: 'other-doc', reason: 'end of my shift' }))
    expect((await listed(colleague))?.map(({ text }) => text)).toEqual(['second', 'first'])
    await colleague.ask('session:close', ask())
    expect(await listed(colleague)).toBeUndefined()
    expect(await colleague.request('session:followUp', set())).toEqual(refused('sessionClosed'))
    await colleague.ask('session:reopen', ask())
    expect(await listed(colleague)).toBeUndefined()
  })

  it('FUP-3: is put off, done or removed by any of them, once', async () => {
    const { doctor, colleague, support, clock, set } = await open()
    const first = set('first')
    const second = set('second')
    await doctor.ask('session:followUp', first)
    await doctor.ask('session:followUp', second)
    const due = clock.now() + 90 * minuteMs
    await colleague.ask('session:followUp', ask({ change: { kind: 'postpone', followUp: first.id, due } }))
    expect(await listed(doctor)).toMatchObject([{ text: 'second' }, { text: 'first', due, by: 'doc' }])
    await support.ask('session:followUp', ask({ change: { kind: 'done', followUp: second.id } }))
    await doctor.ask('session:followUp', ask({ change: { kind: 'remove', followUp: first.id } }))
    for (const kind of ['done', 'remove'])
      expect(await doctor.request('session:followUp', ask({ change: { kind, followUp: first.id } }))).toEqual(
        refused('conflict'),
      )
    const said = (await doctor.pullAll()).entries.flatMap(({ thread, senderId, body }) =>
      thread === 'staff' && body.kind === 'state' ? [`${senderId} ${body.change} ${body.reason}`] : [],
    )
    expect(said.slice(2)).toEqual([
      'other-doc followUpPostponed first',
      'sue followUpDone second',
      'doc followUpRemoved first',
    ])
  })

  it('is for staff who take part, has words, a time at most 30 days ahead, and a bound; a time that has passed is due at once', async () => {
    const { connect, doctor, patient, clock, set } = await open()
    const asks = (client: NativeClient, request = set()) => client.request('session:followUp', request)
    expect(await asks(patient)).toEqual(refused('forbidden'))
    expect(await asks(await connect('ada', 'admin'))).toEqual(refused('forbidden'))
    expect(await asks(await connect('third-doc', 'clinician'))).toEqual(refused('notFound'))
    expect(await asks(doctor, set(' '))).toEqual(refused('invalid'))
    expect(await asks(doctor, set('far', limits.followUpForMs + 1))).toEqual(refused('invalid'))
    await doctor.ask('session:followUp', set('late', -60 * minuteMs))
    expect(await listed(doctor)).toMatchObject([{ text: 'late', due: clock.now() - 60 * minuteMs }])
    for (let count = 1; count < limits.followUpsPerSession; count += 1) await doctor.ask('session:followUp', set())
    expect(await asks(doctor)).toEqual(refused('conflict'))
  })
})

describe('version 7', () => {
  it('refuses the staff of version 6, who cannot read the entries, and serves the page of a patient', async () => {
    const { relay } = await openRelayWithSession()
    const connects = async (role: 'patient' | 'clinician') =>
      connectNative({ url: relay.url, token: await relay.tokenFor(role, role), protocol: 6 })
    await expect(connects('clinician')).rejects.toThrow(handshakeRefusals.protocol)
    const page = await connects('patient')
    page.socket.close()
  })
})

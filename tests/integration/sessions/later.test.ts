import { describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

const sessionId = sessionIdSchema.parse('visit-1')
const refused = (code: string) => expect.objectContaining({ success: false, code })
const change = (more: object = {}) => ({ id: newEntryId(), sessionId, ...more })
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Returns the session as an answer to `changes` has it. */
async function listed(client: NativeClient) {
  const { sessions } = await client.ask('sync:pull', { scope: 'changes', since: null })
  return sessions?.find(({ id }) => id === sessionId)
}

async function open() {
  const opened = await openRelayWithSession()
  await opened.relay.putSession(sessionId, { pat: 'patient', doc: 'clinician', 'other-doc': 'clinician' })
  const doctor = await opened.connect('doc', 'clinician')
  const colleague = await opened.connect('other-doc', 'clinician')
  const patient = await opened.connect('pat', 'patient')
  await patient.send(sessionId, 'Is the result there?')
  const head = async () => (await listed(doctor))?.heads.care ?? 0
  return { ...opened, doctor, colleague, patient, head }
}

describe('LAT: putting a session off', () => {
  it('LAT-1: is known to every clinician of it, with who, until when and why, and to the patient not at all', async () => {
    const { doctor, colleague, patient, clock, head } = await open()
    const later = { until: clock.now() + 30 * minuteMs, reason: 'waiting for the lab', upTo: await head() }
    const request = change({ later })
    const place = await doctor.ask('session:later', request)
    expect(await doctor.ask('session:later', request)).toEqual(place)
    expect(await doctor.request('session:later', { ...request, later: null })).toEqual(refused('conflict'))
    const isReported = () =>
      colleague.payloads('sessions:changed').some(({ items }) => items.some((item) => item.later !== undefined))
    await colleague.until('the colleague is told', isReported)
    expect((await listed(colleague))?.later).toEqual({ by: 'doc', at: clock.now(), ...later })
    const staff = (await colleague.pullAll()).entries.filter(({ thread }) => thread === 'staff')
    expect(staff.at(-1)).toMatchObject({
      seq: place.seq,
      senderId: 'doc',
      body: { kind: 'state', change: 'putOff', until: later.until, reason: 'waiting for the lab' },
    })
    expect((await listed(patient))?.later).toBeUndefined()
    expect(JSON.stringify([patient.received, (await patient.pullAll()).entries])).not.toContain('waiting for the lab')
  })

  it('LAT-2: does not outlast what the patient says next: a message, or an edit of what was said', async () => {
    const { doctor, patient, clock, head } = await open()
    const upTo = await head()
    await doctor.ask('session:later', change({ later: { until: clock.now() + minuteMs, reason: 'lab', upTo } }))
    expect((await listed(doctor))?.digest?.saidUpTo).toBe(upTo)
    const [asked] = patient.entries.filter(({ body }) => body.kind === 'message')
    const edit = { id: newEntryId(), sessionId, thread: 'care', target: asked?.id, text: 'It hurts' }
    const { seq } = await patient.ask('message:edit', edit)
    expect((await listed(doctor))?.digest?.saidUpTo).toBe(seq)
    await patient.send(sessionId, 'in my chest')
    expect((await listed(doctor))?.digest?.saidUpTo).toBe(seq + 1)
  })

  it('LAT-3: is taken back, and ends where somebody else has the session', async () => {
    const { doctor, colleague, head } = await open()
    const later = { until: null, reason: 'only thanks', upTo: await head() }
    expect(await doctor.request('session:later', change({ later: null }))).toEqual(refused('conflict'))
    await doctor.ask('session:later', change({ later }))
    await colleague.ask('session:later', change({ later: null }))
    expect((await listed(doctor))?.later).toBeUndefined()
    await doctor.ask('session:later', change({ later }))
    await doctor.ask('session:transfer', change({ to: 'other-doc', reason: 'end of my shift' }))
    expect((await listed(colleague))?.later).toBeUndefined()
    const changes = (await colleague.pullAll()).entries.flatMap(({ thread, body }) =>
      thread === 'staff' && body.kind === 'state' ? [body.change] : [],
    )
    expect(changes).toEqual(['needsNoAnswer', 'takenUpAgain', 'needsNoAnswer'])
  })

  it('LAT-4: is for its clinicians, with a reason and a time that is to come and not further than seven days', async () => {
    const { connect, doctor, patient, clock } = await open()
    const later = { until: clock.now() + minuteMs, reason: 'lab', upTo: 1 }
    const asks = (client: NativeClient, more: object = {}) =>
      client.request('session:later', change({ later: { ...later, ...more } }))
    expect(await asks(patient)).toEqual(refused('forbidden'))
    expect(await asks(await connect('ada', 'admin'))).toEqual(refused('forbidden'))
    expect(await asks(await connect('third-doc', 'clinician'))).toEqual(refused('notFound'))
    expect(await asks(doctor, { reason: ' ' })).toEqual(refused('invalid'))
    expect(await asks(doctor, { until: clock.now() + 7 * dayMs + 1 })).toEqual(refused('invalid'))
    expect(await asks(doctor, { until: clock.now() })).toEqual(refused('conflict'))
    await doctor.ask('session:close', change())
    expect(await asks(doctor)).toMatchObject({ success: true })
  })
})

describe('version 6', () => {
  it('refuses the staff of version 5, who cannot read the entries, and serves the page of a patient', async () => {
    const { relay } = await openRelayWithSession()
    const connects = async (role: 'patient' | 'clinician') =>
      connectNative({ url: relay.url, token: await relay.tokenFor(role, role), protocol: 5 })
    await expect(connects('clinician')).rejects.toThrow(handshakeRefusals.protocol)
    const page = await connects('patient')
    page.socket.close()
  })
})

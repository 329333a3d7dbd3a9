import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

const everyDay = (start: string, end: string) => [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, start, end }))
const participants = [
  { userId: 'pat', role: 'patient' as const },
  { userId: 'doc', role: 'clinician' as const },
]

describe('consultations (fifth document)', () => {
  let relay: StartedRelay
  let clock: FakeClock
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    clock = createFakeClock(Date.parse('2026-03-02T10:00:00Z'))
    relay = await startRelay({ clock })
    await relay.putUser('doc', {
      name: 'Doctor',
      role: 'clinician',
      timeZone: 'UTC',
      schedule: everyDay('09:00', '17:00'),
    })
    await relay.putSession('c1', { kind: 'consultation', participants })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function connect(userId: string, role: string): Promise<DialectClient> {
    const exp = Math.floor(clock.now() / 1000) + 86_400
    const client = await connectDialect({
      url: relay.url,
      auth: { token: await tokenWith({ userId, role, exp }, exp) },
    })
    clients.push(client)
    return client
  }
  async function joined() {
    const pat = await connect('pat', 'user')
    const doc = await connect('doc', 'doctor')
    pat.emit('join_consultation', 'c1')
    await pat.settled()
    doc.emit('join_consultation', { consultationId: 'c1' })
    await pat.waitFor('user_joined')
    return { pat, doc }
  }

  it('does everything that the document shows', async () => {
    const { pat, doc } = await joined()
    expect(pat.of('user_joined')).toEqual([{ consultationId: 'c1', userId: 'doc' }])
    pat.emit('send_message', { consultationId: 'c1', sender: 'user', content: 'Hello doctor!' })
    const message = await doc.waitFor('new_message')
    expect(message).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      consultationId: 'c1',
      sender: 'user',
      content: 'Hello doctor!',
      sentAt: new Date(clock.now()).toISOString(),
      user: { id: 'pat', name: 'pat', fullname: 'pat' },
      doctor: { id: 'doc', name: 'Doctor' },
    })
    expect(await pat.waitFor('new_message')).toEqual(message)
    doc.emit('send_message', { consultationId: 'c1', sender: 'doctor', content: 'Good morning' })
    // The document's page heads a message with `user.fullname`, or else with `doctor.name`: each has its author.
    const answer = await pat.waitFor('new_message', undefined, 2)
    expect(answer).toMatchObject({ sender: 'doctor', content: 'Good morning', doctor: { id: 'doc', name: 'Doctor' } })
    expect(answer.user).toEqual({ id: 'pat', name: 'pat' })
    doc.emit('leave_consultation', 'c1')
    expect(await pat.waitFor('user_left')).toEqual({ consultationId: 'c1', userId: 'doc' })
  })

  it('informs the room every minute that the doctor is in hours, and not outside them', async () => {
    const { pat } = await joined()
    const ready = { consultationId: 'c1', doctorId: 'doc', message: 'Doctor is now available' }
    for (const times of [1, 2, 3]) {
      clock.advance(60_000)
      expect(await pat.waitFor('doctor_ready', undefined, times)).toEqual(ready)
    }
    clock.advance(7 * 3_600_000)
    await pat.settled()
    const received = pat.of('doctor_ready').length
    clock.advance(60_000)
    await pat.settled()
    expect(pat.of('doctor_ready')).toHaveLength(received)
  })

  it('names the reason when a message is refused', async () => {
    const { pat, doc } = await joined()
    await relay.putSession('closed', { kind: 'consultation', active: false, participants })
    await relay.putSession('expired', { kind: 'consultation', expiresAt: clock.now() - 1, participants })
    await relay.putSession('others', { kind: 'consultation', participants: [{ userId: 'x', role: 'patient' }] })
    const required = 'consultationId, sender and content are required'
    const content = 'Hello?'
    const wrong: [string, unknown?][] = [
      [required],
      [required, {}],
      [required, { sender: 'user', content }],
      [required, { consultationId: 'c1', content }],
      [required, { consultationId: 'c1', sender: 'user' }],
      [required, { consultationId: 'c1', sender: 'user', content: '  ' }],
      [required, { consultationId: 'c1', sender: 'user', content: 3 }],
      [required, { consultationId: ['c1'], sender: 'user', content }],
      [required, JSON.parse('{"__proto__":{"consultationId":"c1","sender":"user","content":"x"}}')],
      ["sender must be 'user'", { consultationId: 'c1', sender: 'doctor', content }],
      ["sender must be 'user'", { consultationId: 'c1', sender: 'nobody', content }],
      ['Consultation not found', { consultationId: 'nowhere', sender: 'user', content }],
      ['Consultation not found', { consultationId: 'others', sender: 'user', content }],
      ['Consultation is not active', { consultationId: 'closed', sender: 'user', content }],
      ['Consultation has expired', { consultationId: 'expired', sender: 'user', content }],
      ['too long', { consultationId: 'c1', sender: 'user', content: 'x'.repeat(17_000) }],
    ]
    for (const [index, [reason, payload]] of wrong.entries()) {
      pat.emit('send_message', ...(payload === undefined ? [] : [payload]))
      const received = await pat.waitFor('error', undefined, index + 1)
      expect(received.message, JSON.stringify(payload)?.slice(0, 80)).toMatch(reason)
    }
    await doc.settled()
    expect(doc.of('new_message')).toEqual([])
    pat.emit('join_consultation', 'others')
    expect(await pat.waitFor('error', undefined, wrong.length + 1)).toEqual({ message: 'Consultation not found' })
    pat.emit('join_consultation')
    expect(await pat.waitFor('error', undefined, wrong.length + 2)).toEqual({ message: 'consultationId is required' })
  })

  it('lets a patient write within the hours of the doctor only, by the clock of the doctor', async () => {
    const { pat, doc } = await joined()
    const message = { consultationId: 'c1', sender: 'user', content: 'Is anyone there?' }
    clock.advance(8 * 3_600_000)
    pat.emit('send_message', message)
    expect(await pat.waitFor('error')).toEqual({ message: 'Doctor is not available at this time' })
    doc.emit('send_message', { ...message, sender: 'doctor' })
    await pat.waitFor('new_message')
    await relay.putUser('doc', {
      name: 'Doctor',
      role: 'clinician',
      timeZone: 'Pacific/Auckland',
      schedule: everyDay('06:00', '09:00'),
    })
    pat.emit('send_message', message)
    await pat.waitFor('new_message', ({ sender }) => sender === 'user')
  })
})

import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Role } from '../../../src/shared/model/role.ts'
import { invitationPaths } from '../../../src/shared/protocol/invitation.ts'
import { tokenWith } from '../../support/dialects/dialectClient.ts'
import { type DialectSideName, dialectSideNames, dialectSides } from '../../support/dialects/dialectSides.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

const hourMs = 3_600_000
let relay: StartedRelay
let clock: FakeClock
beforeEach(async () => {
  clock = createFakeClock(Date.parse('2026-03-02T10:00:00Z'))
  relay = await startRelay({ clock })
  await relay.putUser('pat', { name: 'Anna Plain', role: 'patient' })
  await put()
})
afterEach(() => relay.stop())

const put = (more: object = {}) =>
  relay.putSession('s1', {
    kind: 'consultation',
    participants: [
      { userId: 'pat', role: 'patient' },
      { userId: 'doc', role: 'clinician' },
    ],
    ...more,
  })
async function token(userId: string, role: string): Promise<string> {
  const exp = Math.floor(clock.now() / 1000) + 30 * 86_400
  return await tokenWith({ userId, role, exp }, exp)
}
async function connect(userId: string, role: Role): Promise<NativeClient> {
  const client = await connectNative({ url: relay.url, token: await token(userId, role) })
  onTestFinished(client.close)
  return client
}
const close = (doctor: NativeClient) => doctor.ask('session:close', { id: newEntryId(), sessionId: 's1' })
/** Returns the notices in the thread of the staff, as the store has them. */
async function notices(): Promise<string[]> {
  const { list } = relay.store().sessions
  const [session] = await list({ participant: z.parse(userId, 'pat') })
  if (!session) throw new Error('the session is there')
  const entries = await relay
    .store()
    .log.read({ sessionId: session.id, thread: 'staff', limit: 100, from: { after: 0 } })
  return entries.flatMap(({ body }) =>
    body.kind === 'message' && body.text.includes('tried to write') ? [body.text] : [],
  )
}
const userId = z.string().brand<'UserId'>()
const eventuallyNotices = (count: number) => expect.poll(async () => (await notices()).length).toBe(count)
const triedAt = async (client: NativeClient) =>
  (await client.pullAll()).sessions[0]?.participants.find((one) => one.userId === 'pat')?.triedToWriteAt
const post = async (path: string, body: object, by: string) =>
  await fetch(relay.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('a patient who writes after the session was closed', () => {
  it('is refused as before, and the staff is notified who and when, once a day, and nothing of the words', async () => {
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    await close(doctor)
    expect(await patient.send('s1', 'my chest hurts')).toMatchObject({ success: false, code: 'sessionClosed' })
    await doctor.until('the notice', () => doctor.entries.some(({ thread }) => thread === 'staff'))
    expect(doctor.entries.at(-1)).toMatchObject({
      ...{ thread: 'staff', senderId: 'rounds', senderRole: 'admin' },
      body: {
        kind: 'message',
        text: expect.stringContaining('The patient tried to write after the session had ended'),
      },
    })
    const at = await triedAt(doctor)
    expect(at).toBe(clock.now())
    expect(doctor.payloads('sessions:changed').at(-1)?.items[0]?.participants).toContainEqual(
      expect.objectContaining({ userId: 'pat', triedToWriteAt: at }),
    )
    for (let times = 0; times < 5; times += 1) await patient.send('s1', `my chest hurts ${times}`)
    await relay.restart()
    const again = await connect('pat', 'patient')
    await again.send('s1', 'hello')
    clock.advance(23 * hourMs)
    await again.send('s1', 'hello')
    expect(await notices()).toHaveLength(1)
    expect(JSON.stringify(await again.pullAll())).not.toMatch(/tried to write|triedToWriteAt/)
    expect(JSON.stringify((await (await connect('doc', 'clinician')).pullAll()).entries)).not.toContain('chest')
    clock.advance(hourMs)
    await again.send('s1', 'hello')
    await eventuallyNotices(2)
  })

  it('is reported anew after the session was opened and closed again, which clears what was before', async () => {
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    await close(doctor)
    await patient.send('s1', 'hello')
    await eventuallyNotices(1)
    await doctor.ask('session:reopen', { id: newEntryId(), sessionId: 's1' })
    expect(await triedAt(doctor)).toBeUndefined()
    expect(await patient.send('s1', 'hello')).toMatchObject({ success: true })
    await close(doctor)
    await patient.send('s1', 'hello')
    await eventuallyNotices(2)
    await put({ active: true })
    expect(await triedAt(doctor)).toBeUndefined()
  })

  it('is reported when the session has expired, and not outside of hours or when staff is refused', async () => {
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    await relay.putUser('doc', {
      ...{ name: 'Ada', role: 'clinician', timeZone: 'UTC' },
      schedule: [{ dayOfWeek: 1, start: '20:00', end: '21:00' }],
    })
    expect(await patient.send('s1', 'hello')).toMatchObject({ success: false, code: 'outsideHours' })
    await put({ expiresAt: clock.now() + hourMs })
    clock.advance(hourMs)
    expect(await doctor.send('s1', 'hello')).toMatchObject({ success: false, code: 'sessionClosed' })
    expect(await notices()).toEqual([])
    expect(await patient.send('s1', 'hello')).toMatchObject({ success: false, code: 'sessionClosed' })
    await eventuallyNotices(1)
  })

  it('is named where the session has several patients, each of whom is reported', async () => {
    const participants = [
      { userId: 'pat', role: 'patient' },
      { userId: 'mum', role: 'patient' },
      { userId: 'doc', role: 'clinician' },
    ]
    await relay.putUser('mum', { name: 'Mia Plain', role: 'patient' })
    await put({ participants, active: false })
    for (const one of ['pat', 'mum', 'pat']) await (await connect(one, 'patient')).send('s1', 'hello')
    await eventuallyNotices(2)
    expect((await notices()).map((text) => text.split(' tried')[0])).toEqual(['Anna Plain', 'Mia Plain'])
  })

  const ways: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
    REST: async () => async () => post('/api/sessions/s1/messages', { text: 'hello' }, await token('pat', 'patient')),
    'REST of chats': async () => async () =>
      post('/api/chat/s1/messages', { message: 'hello' }, await token('pat', 'patient')),
    'an upload': async () => async () => {
      const file = { name: 'a.png', bytes: 9, sha256: '0'.repeat(64) }
      return post('/api/sessions/s1/attachments', file, await token('pat', 'patient'))
    },
    'an edit': async () => {
      const patient = await connect('pat', 'patient')
      const target = newEntryId()
      await patient.send('s1', 'before', { id: target })
      const edit = { id: newEntryId(), sessionId: 's1', thread: 'care', target, text: 'after' }
      return async () => patient.request('message:edit', edit)
    },
    'the page of an invitation, with what it has not sent': async () => {
      const invited = await (await post('/api/sessions/s1/invitations', {}, await token('doc', 'clinician'))).json()
      const { url } = z.object({ url: z.string() }).parse(invited)
      const key = randomBytes(32).toString('base64url')
      const exchanged = await post(invitationPaths.exchange, { invitation: new URL(url).hash.slice(1), key }, '')
      const { invitationId } = z.object({ invitationId: z.string() }).parse(await exchanged.json())
      return async () => {
        expect((await post(invitationPaths.renew, { invitationId, key }, '')).status).toBe(409)
        expect(await notices()).toEqual([])
        return post(invitationPaths.renew, { invitationId, key, hasUnsent: true }, '')
      }
    },
    ...Object.fromEntries(dialectSideNames.map((name) => [name, () => byDialect(name)])),
  }
  async function byDialect(name: DialectSideName): Promise<() => Promise<unknown>> {
    const side = dialectSides('s1')[name]
    const client = await side.open(relay.url, await token('pat', name === 'chats' ? 'customer' : 'patient'))
    onTestFinished(client.close)
    const consultation = { consultationId: 's1', sender: 'user', content: 'hello' }
    return async () => {
      if (name === 'consultations') client.emit('send_message', consultation)
      else side.send(client, 'hello')
      await client.waitFor('error')
    }
  }

  it.each(Object.keys(ways))('is reported by whatever way: %s', async (way) => {
    const doctor = await connect('doc', 'clinician')
    const tryToWrite = await ways[way]?.()
    await close(doctor)
    await tryToWrite?.()
    await eventuallyNotices(1)
    expect(await triedAt(doctor)).toBe(clock.now())
  })
})

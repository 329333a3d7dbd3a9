import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Role } from '../../../src/shared/model/role.ts'
import { asPayload, asPayloads, type DialectClient } from '../../support/dialects/dialectClient.ts'
import { dialectSideNames, dialectSides } from '../../support/dialects/dialectSides.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

let relay: StartedRelay
let changes: string[]
beforeEach(async () => {
  changes = []
  relay = await startRelay({
    wrapStore: (store) => ({
      ...store,
      sessions: {
        ...store.sessions,
        change: (order) => {
          changes.push(order.id)
          return store.sessions.change(order)
        },
      },
    }),
  })
  await relay.putSession('s1', { u0: 'patient', doc: 'clinician' })
})
afterEach(() => relay.stop())

async function connect(userId: string, role: Role, name?: string): Promise<NativeClient> {
  const client = await connectNative({ url: relay.url, token: await relay.tokenFor(userId, role, name) })
  onTestFinished(client.close)
  return client
}
const nameIn = async (client: NativeClient, userId = 'u0', sessionId = 's1') =>
  (await client.pullAll()).sessions
    .find(({ id }) => id === sessionId)
    ?.participants.find((one) => one.userId === userId)?.name
async function storedName(userId = 'u0', sessionId = 's1') {
  const records = await relay.store().sessions.list('everything')
  return records.find(({ id }) => id === sessionId)?.participants.find((one) => one.userId === userId)?.name
}
const eventually = (name: string, userId = 'u0', sessionId = 's1') =>
  expect.poll(() => storedName(userId, sessionId)).toBe(name)

describe('a participant of whom no more than an id is known', () => {
  it('gets the name of their token, for everyone who is connected, from then on and after a restart', async () => {
    const doctor = await connect('doc', 'clinician', 'Dr. Ada Okafor')
    expect(await nameIn(doctor)).toBe('u0')
    const patient = await connect('u0', 'patient', 'Anna Plain')
    await doctor.until('the name', () =>
      doctor
        .payloads('sessions:changed')
        .some(({ items }) => items.some(({ participants }) => participants.some(({ name }) => name === 'Anna Plain'))),
    )
    await eventually('Anna Plain')
    await eventually('Dr. Ada Okafor', 'doc')
    expect(await nameIn(patient)).toBe('Anna Plain')
    doctor.close()
    patient.close()
    await relay.restart()
    const nameless = await connect('doc', 'clinician', 'doc')
    expect([await nameIn(nameless), await nameIn(nameless, 'doc')]).toEqual(['Anna Plain', 'Dr. Ada Okafor'])
  })

  it('gets it by writing over REST as well, and in sessions that they are put into before or after', async () => {
    await relay.putSession('s2', { u0: 'patient' })
    const token = await relay.tokenFor('u0', 'patient', 'Anna Plain')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const post = { method: 'POST', headers, body: JSON.stringify({ text: 'hello' }) }
    expect((await fetch(`${relay.url}/api/sessions/s1/messages`, post)).status).toBe(200)
    await eventually('Anna Plain')
    await relay.putSession('s3', { u0: 'patient' })
    expect(await storedName('u0', 's3')).toBe('Anna Plain')
    await connect('u0', 'patient', 'Anna Plain')
    await eventually('Anna Plain', 'u0', 's2')
  })

  it('gets it when they had connected before they were put into their first session', async () => {
    await connect('u1', 'patient', 'Ben Early')
    await relay.putSession('s4', { u1: 'patient' })
    await eventually('Ben Early', 'u1', 's4')
  })

  it('keeps the first one, or the one that the account gave: nothing is written once a name is known', async () => {
    await connect('u0', 'patient', 'Anna Plain')
    await eventually('Anna Plain')
    await relay.putUser('doc', { name: 'Dr. Ada Okafor', role: 'clinician' })
    const before = changes.length
    for (const name of ['Somebody Else', 'Anna Plain', 'u0']) {
      const patient = await connect('u0', 'patient', name)
      await patient.send('s1', 'hello')
    }
    const doctor = await connect('doc', 'clinician', 'Dr. Nobody')
    await doctor.send('s1', 'hello')
    expect([await nameIn(doctor), await nameIn(doctor, 'doc')]).toEqual(['Anna Plain', 'Dr. Ada Okafor'])
    expect(new Set(doctor.entries.map(({ senderName }) => senderName))).toEqual(new Set(['Dr. Ada Okafor']))
    expect(changes.length).toBe(before)
  })

  it.each([
    ['Dr. Ada Okafor', 'the clinician of the session'],
    ['dr Ada  Okаfor', 'the same in letters that only look so'],
    ['Ada Okafor', 'the clinician without the title'],
    ['Support', 'the people of the clinic'],
    ['Ѕystem', 'the system'],
    ['[SYSTEM]', 'the system'],
    ['Rounds', 'the relay'],
    ['\u200b\u2060', 'nothing'],
  ])('as a patient does not become %j: %s', async (name) => {
    await relay.putUser('doc', { name: 'Dr. Ada Okafor', role: 'clinician' })
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('u0', 'patient', name)
    await patient.send('s1', 'hello')
    await doctor.until('the message', () => doctor.entries.some(({ body }) => body.kind === 'message'))
    expect(doctor.entries.at(-1)?.senderName).toBe('u0')
    expect(await nameIn(doctor)).toBe('u0')
    expect(await storedName()).toBe('u0')
  })

  it('has a name without what turns the text beside it, and with the joiners that belong to it', async () => {
    await connect('u0', 'patient', 'Anna \u202enialP\u202c\u2066')
    await eventually('Anna nialP')
    await relay.putSession('s5', { u5: 'patient' })
    await connect('u5', 'patient', 'نیک\u200cاندیش')
    await eventually('نیک\u200cاندیش', 'u5', 's5')
  })

  it('has it in what was written before, wherever that is read by a history', async () => {
    const nameless = await connect('u0', 'patient', 'u0')
    await nameless.send('s1', 'before')
    const doctor = await connect('doc', 'clinician', 'Ada')
    await connect('u0', 'patient', 'Anna Plain')
    await eventually('Anna Plain')
    await doctor.until('the name', () => doctor.payloads('sessions:changed').length > 0)
    const headers = { authorization: `Bearer ${await relay.tokenFor('doc', 'clinician')}` }
    await expect
      .poll(async () => {
        const answer = await fetch(`${relay.url}/api/sessions/s1/messages`, { headers })
        return asPayloads(asPayload(await answer.json()).messages).map(({ senderName }) => senderName)
      })
      .toEqual(['Anna Plain'])
  })
})

it.each(dialectSideNames)('gives a patient who connects as a client of %s their name', async (name) => {
  const side = dialectSides('s1')[name]
  const open = async (userId: string, role: Role, called: string): Promise<DialectClient> => {
    const client = await side.open(relay.url, await relay.tokenFor(userId, role, called))
    onTestFinished(client.close)
    return client
  }
  const doctor = await open('doc', 'clinician', 'Ada')
  await open('u0', 'patient', 'Anna Plain')
  await eventually('Anna Plain')
  const patient = await connect('u0', 'patient', 'u0')
  await patient.send('s1', 'hello')
  const shown = await doctor.waitFor(side.events[0] ?? '')
  const given = { consultations: asPayload(shown.user ?? {}).name, chats: 'has no names' }
  expect({ ...given, senderName: shown.senderName }[name === 'consultations' ? name : 'senderName']).toBe(
    name === 'chats' ? undefined : 'Anna Plain',
  )
})

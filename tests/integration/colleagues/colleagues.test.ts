import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

/** A clinic of two clinicians and one of support beside the clinician who asks. */
async function openClinic() {
  const opened = await openRelayWithSession()
  await opened.relay.putUser('zoë', { name: 'Zoë Änger', role: 'clinician' })
  const doctor = await opened.connect('doc', 'clinician')
  const namesFor = async (request: object, client: NativeClient = doctor) =>
    (await client.ask('colleagues:find', request)).items.map(({ name }) => name)
  return { ...opened, doctor, namesFor }
}

describe('colleagues', () => {
  it('are the other clinicians and support of the clinic, by name, and no patients or administrators', async () => {
    const { namesFor } = await openClinic()
    expect(await namesFor({ text: '' })).toEqual(['Name of other-doc', 'Name of sue', 'Zoë Änger'])
    expect(await namesFor({ text: '', role: 'support' })).toEqual(['Name of sue'])
  })

  it('are found by the beginnings of their names, without accents, or by their ids', async () => {
    const { namesFor } = await openClinic()
    expect(await namesFor({ text: 'ang zo' })).toEqual(['Zoë Änger'])
    expect(await namesFor({ text: 'other-d' })).toEqual(['Name of other-doc'])
    expect(await namesFor({ text: 'nobody' })).toEqual([])
  })

  it('who are there come first, with how many open sessions are theirs', async () => {
    const { relay, connect, doctor, clock } = await openClinic()
    const there = await connect('zoë', 'clinician')
    await there.ask('presence:set', { status: 'online' })
    await relay.putSession('one', { pat: 'patient', 'other-doc': 'clinician', zoë: 'clinician' })
    await relay.putSession('two', { pat: 'patient', 'other-doc': 'clinician' })
    const other = { kind: 'chat' as const, participants: [{ userId: 'other-doc', role: 'clinician' as const }] }
    await relay.putSession('closed', { ...other, active: false })
    await relay.putSession('over', { ...other, expiresAt: clock.now() + 1 })
    const claimed = { id: '01900000-0000-7000-8000-000000000001', sessionId: 'one' }
    await there.ask('session:claim', claimed)
    clock.advance(1)
    const seen = async () =>
      (await doctor.ask('colleagues:find', { text: '' })).items.map((one) => [one.userId, one.status, one.sessions])
    // On another node it is known a moment later.
    await expect.poll(seen).toEqual([
      ['zoë', 'online', 1],
      ['other-doc', 'offline', 1],
      ['sue', 'offline', 0],
    ])
  })

  it('are told to staff alone', async () => {
    const { connect, namesFor } = await openClinic()
    const patient = await connect('pat', 'patient')
    expect(await patient.request('colleagues:find', { text: '' })).toMatchObject({ success: false, code: 'forbidden' })
    expect(await namesFor({ text: 'doc' }, await connect('sue', 'support'))).toEqual([
      'Name of doc',
      'Name of other-doc',
    ])
    expect((await namesFor({ text: '' }, await connect('ada', 'admin'))).length).toBe(4)
  })

  it('come in pages', async () => {
    const { relay, doctor } = await openClinic()
    for (let number = 0; number < limits.colleaguesPerPage; number++)
      await relay.putUser(`more-${number}`, { name: `More ${number}`, role: 'clinician' })
    const first = await doctor.ask('colleagues:find', { text: '' })
    expect(first.items.length).toBe(limits.colleaguesPerPage)
    const second = await doctor.ask('colleagues:find', { text: '', page: first.page })
    expect(second.page).toBeUndefined()
    const ids = [...first.items, ...second.items].map(({ userId }) => userId)
    expect([ids.length, new Set(ids).size]).toEqual([limits.colleaguesPerPage + 3, limits.colleaguesPerPage + 3])
  })
})

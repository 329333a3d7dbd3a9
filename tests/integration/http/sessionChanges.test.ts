import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askRest } from '../../support/dialects/publishedClient.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

describe('a session over REST', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putUser('eve', { name: 'Eve', role: 'clinician' })
  })
  afterAll(() => relay.stop())

  async function change(userId: string, role: Parameters<StartedRelay['tokenFor']>[1], name: string, body?: object) {
    return await askRest(relay.url, await relay.tokenFor(userId, role), 'POST', `/api/sessions/s1/${name}`, body)
  }
  const isDone = { status: 200, body: { success: true, seq: expect.any(Number), at: expect.any(Number) } }

  it('is claimed, disputed, resolved, escalated, handed over, closed and opened again', async () => {
    const id = newEntryId()
    const begun = await change('pat', 'patient', 'dispute', { id, reason: 'Not what was agreed' })
    expect(begun).toMatchObject({ ...isDone, body: { id } })
    // The same request again, as after an answer that was lost.
    expect(await change('pat', 'patient', 'dispute', { id, reason: 'Not what was agreed' })).toEqual(begun)
    expect(await change('pat', 'patient', 'dispute', { reason: 'Once more' })).toMatchObject({ status: 409 })
    expect(await change('ada', 'admin', 'resolve', { reason: 'The price stands' })).toMatchObject(isDone)
    expect(await change('doc', 'clinician', 'claim')).toMatchObject(isDone)
    expect(await change('doc', 'clinician', 'escalate', { reason: 'A second opinion' })).toMatchObject(isDone)
    expect(await change('doc', 'clinician', 'transfer', { to: 'eve', reason: 'End of my shift' })).toMatchObject(isDone)
    expect(await change('eve', 'clinician', 'close', { reason: 'Advice given' })).toMatchObject(isDone)
    expect(await change('eve', 'clinician', 'reopen')).toMatchObject(isDone)
  })

  it.each([
    ['dispute', undefined],
    ['dispute', {}],
    ['dispute', { reason: ' ' }],
    ['dispute', { reason: 'x'.repeat(10_000) }],
    ['escalate', { reason: 7 }],
    ['transfer', { reason: 'To whom?' }],
    ['transfer', { to: 'a b', reason: 'Nobody' }],
    ['claim', { id: 'no uuid' }],
  ])('is not changed by %s with %j', async (name, body) => {
    expect(await change('eve', 'clinician', name, body)).toMatchObject({
      status: 400,
      body: { success: false, code: 'invalid' },
    })
  })

  it('is changed by nobody whom it is not for', async () => {
    for (const name of ['claim', 'close', 'reopen', 'resolve'])
      expect(await change('stranger', 'patient', name, {}), name).toMatchObject({ status: 404 })
    expect(await change('pat', 'patient', 'claim')).toMatchObject({ status: 403 })
  })
})

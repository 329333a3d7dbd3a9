import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../relay/store/store.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const poison = 'what the database will not have'

describe('sending through the relay', () => {
  let relay: StartedRelay
  let held: (() => void)[] | undefined

  /** While `held` is a list, commits wait in it after they are done. */
  const wrapStore = (store: Store): Store => ({
    ...store,
    log: {
      ...store.log,
      appendAll: async (appends) => {
        const gates = held
        if (gates) await new Promise<void>((resolve) => gates.push(resolve))
        if (appends.some(({ body }) => body.kind === 'message' && body.text === poison)) throw new Error('not that')
        return await store.log.appendAll(appends)
      },
    },
  })

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    held = undefined
    relay = await startRelay({ wrapStore })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', lsm: 'support' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  it('acknowledges with the place and reaches everyone in the session, the sender’s other devices too', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    const otherPat = await connect('pat', 'patient')
    const ack = await pat.send('s1', 'good morning')
    expect(ack).toMatchObject({ success: true, seq: 5 })
    for (const client of [doc, otherPat]) {
      await client.until('the message has come', () => client.entries.length === 1)
      expect(client.entries[0]).toMatchObject({
        seq: 5,
        senderId: 'pat',
        senderRole: 'patient',
        body: { kind: 'message', type: 'text', text: 'good morning' },
      })
      expect(client.entries[0]?.at).toBe(ack.success && ack.at)
    }
  })

  it('neither acknowledges nor delivers before the commit', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    held = []
    let isAcknowledged = false
    const sent = pat.send('s1', 'held back').then((ack) => {
      isAcknowledged = true
      return ack
    })
    const gates = held
    await doc.until('the commit is waited for', () => gates.length === 1)
    // Two requests of later make the round trip meanwhile, on both connections.
    await pat.ask('presence:set', { status: 'busy' })
    await doc.ask('presence:set', { status: 'busy' })
    expect(isAcknowledged).toBe(false)
    expect(doc.entries).toEqual([])
    gates[0]?.()
    expect(await sent).toMatchObject({ success: true, seq: 5 })
    await doc.until('the message has come', () => doc.entries.length === 1)
  })

  it('keeps the order of a sender who does not wait, and gives all receivers the same order', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    const lsm = await connect('lsm', 'support')
    const texts = Array.from({ length: 200 }, (_, index) => `message ${index}`)
    const acks = await Promise.all([
      ...texts.map((text) => pat.send('s1', text)),
      ...texts.map((text) => doc.send('s1', `answer to ${text}`)),
    ])
    expect(acks.every((ack) => ack.success)).toBe(true)
    await lsm.until('all have come', () => lsm.entries.length === 400 && doc.entries.length === 400)
    expect(lsm.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 400 }, (_, index) => index + 5))
    const fromPat = lsm.entries.filter((entry) => entry.senderId === 'pat')
    expect(fromPat.map((entry) => entry.body.kind === 'message' && entry.body.text)).toEqual(texts)
    expect(doc.entries).toEqual(lsm.entries)
  })

  it('shares a frame among entries of the same turn', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    await Promise.all(Array.from({ length: 100 }, (_, index) => pat.send('s1', `message ${index}`)))
    await doc.until('all have come', () => doc.entries.length === 100)
    expect(doc.payloads('log:entries').length).toBeLessThan(60)
  })

  it('answers a repeat alike and delivers it once', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    const id = newEntryId()
    const [first, atOnce] = await Promise.all([pat.send('s1', 'once', { id }), pat.send('s1', 'once', { id })])
    const later = await (await connect('pat', 'patient')).send('s1', 'once', { id })
    expect(first).toMatchObject({ success: true, seq: 5 })
    expect(placeOf(atOnce)).toEqual(placeOf(first))
    expect(placeOf(later)).toEqual(placeOf(first))
    await pat.send('s1', 'next')
    await doc.until('the next has come', () => doc.entries.length >= 2)
    expect(doc.entries.map((entry) => entry.seq)).toEqual([5, 6])
  })

  it('refuses an id that was used for something else', async () => {
    const pat = await connect('pat', 'patient')
    const id = newEntryId()
    await pat.send('s1', 'one', { id })
    expect(await pat.send('s1', 'two', { id })).toMatchObject({ success: false, code: 'conflict', retry: 'never' })
  })

  it('refuses what is sent to a closed session, but still answers for what was stored before', async () => {
    const pat = await connect('pat', 'patient')
    const id = newEntryId()
    const first = await pat.send('s1', 'in time', { id })
    await relay.putSession('s1', {
      kind: 'chat',
      active: false,
      participants: [{ userId: 'pat', role: 'patient' }],
    })
    expect(await pat.send('s1', 'late')).toMatchObject({ success: false, code: 'sessionClosed', retry: 'never' })
    expect(placeOf(await pat.send('s1', 'in time', { id }))).toEqual(placeOf(first))
  })

  it('refuses what is sent to an expired session', async () => {
    await relay.putSession('s2', {
      kind: 'visit',
      expiresAt: Date.now() - 1,
      participants: [{ userId: 'pat', role: 'patient' }],
    })
    const pat = await connect('pat', 'patient')
    expect(await pat.send('s2', 'late')).toMatchObject({ success: false, code: 'sessionClosed' })
  })

  it('says that a text is too long, and that an empty one is not a message', async () => {
    const pat = await connect('pat', 'patient')
    expect(await pat.send('s1', 'ä'.repeat(8_193))).toMatchObject({ success: false, code: 'tooLarge', retry: 'never' })
    expect(await pat.send('s1', 'ä'.repeat(8_192))).toMatchObject({ success: true })
    expect(await pat.send('s1', ' \n ')).toMatchObject({ success: false, code: 'invalid' })
  })

  it('acknowledges nothing on a full disk, stays up, and takes the same messages when there is room', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    await pat.send('s1', 'before')
    await relay.fillDisk()
    const ids = Array.from({ length: 20 }, newEntryId)
    const text = 'x'.repeat(16_000)
    const refused = await Promise.all(ids.map((id) => pat.send('s1', text, { id })))
    for (const ack of refused) expect(ack).toMatchObject({ success: false, code: 'diskFull', retry: 'later' })
    const reading = await doc.pullAll()
    expect(reading.entries).toHaveLength(5)
    await relay.freeDisk()
    const granted = await Promise.all(ids.map((id) => pat.send('s1', text, { id })))
    expect(granted.map((ack) => ack.success && ack.seq)).toEqual(ids.map((_, index) => index + 6))
    await doc.until('all have come', () => doc.entries.length === 21)
    expect(doc.entries.map((entry) => entry.id).slice(1)).toEqual(ids)
  })

  it('does not let one request that the database will not have hold up the others of its commit', async () => {
    const pat = await connect('pat', 'patient')
    const [refused, granted] = await Promise.all([pat.send('s1', poison), pat.send('s1', 'fine')])
    expect(refused).toMatchObject({ success: false, code: 'unavailable', retry: 'later' })
    expect(granted).toMatchObject({ success: true, seq: 5 })
  })
})

/** Leaves out the relay's clock, which is another one in each answer. */
function placeOf({ now, ...place }: Awaited<ReturnType<NativeClient['send']>> & { readonly now?: number | undefined }) {
  return place
}

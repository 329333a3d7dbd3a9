import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

describe('who may see and do what', () => {
  let relay: StartedRelay

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', lsm: 'support' })
    await relay.putSession('s2', { sam: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  /** Everything that a client was ever sent, as text. */
  const allSent = (client: NativeClient) => JSON.stringify(client.received)

  it('keeps the staff thread and other sessions from a patient, on every event and in every page', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const lsm = await connect('lsm', 'support')
    const staff = await lsm.send('s1', 'STAFF-WHISPER', { thread: 'staff' })
    const other = await doc.send('s2', 'OTHER-SESSION')
    expect([staff.success, other.success]).toEqual([true, true])
    await doc.ask('typing:set', { sessionId: 's1', thread: 'staff', typing: true })
    await doc.ask('typing:set', { sessionId: 's2', thread: 'care', typing: true })
    await doc.ask('watermark:advance', {
      marks: [
        { sessionId: 's1', thread: 'staff', deliveredUpTo: 1, readUpTo: 1 },
        { sessionId: 's2', thread: 'care', deliveredUpTo: 1, readUpTo: 1 },
      ],
    })
    await lsm.until('the whisper has come', () => lsm.entries.length === 1 && lsm.payloads('watermarks').length > 0)
    await relay.putSession('s2', { sam: 'patient', doc: 'clinician', lsm: 'support' })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', lsm: 'support', sup: 'support' })
    // What the patient is sent last comes after all that went before it.
    await doc.send('s1', 'THE-LAST')
    await pat.until('the last has come', () => allSent(pat).includes('THE-LAST'))

    expect(allSent(pat)).not.toContain('STAFF-WHISPER')
    expect(allSent(pat)).not.toContain('"staff"')
    expect(allSent(pat)).not.toContain('OTHER-SESSION')
    expect(allSent(pat)).not.toContain('"s2"')
    expect(allSent(pat)).not.toContain('"sam"')
    expect(pat.payloads('typing')).toEqual([])

    const pulled = await pat.pullAll()
    expect(pulled.sessions.map((session) => session.id)).toEqual(['s1'])
    expect(pulled.sessions[0]?.heads.staff).toBeUndefined()
    expect(pulled.entries.every((entry) => entry.sessionId === 's1' && entry.thread === 'care')).toBe(true)
    const byCursor = await pat.ask('sync:pull', {
      scope: 'cursors',
      cursors: [
        { sessionId: 's1', thread: 'staff', after: 0 },
        { sessionId: 's2', thread: 'care', after: 0 },
      ],
    })
    expect(byCursor).toMatchObject({ entries: [], more: false })
  })

  it('refuses every request of a patient on the staff thread and on other sessions alike, as if they were not there', async () => {
    const pat = await connect('pat', 'patient')
    for (const [sessionId, thread] of [
      ['s1', 'staff'],
      ['s2', 'care'],
      ['s2', 'staff'],
      ['none', 'care'],
    ] as const) {
      const refusals = [
        await pat.send(sessionId, 'hello', { thread }),
        await pat.request('typing:set', { sessionId, thread, typing: true }),
        await pat.request('watermark:advance', { marks: [{ sessionId, thread, deliveredUpTo: 1, readUpTo: 1 }] }),
      ]
      for (const refusal of refusals)
        expect(refusal).toEqual({
          success: false,
          code: 'notFound',
          error: 'There is no such session for this user.',
          retry: 'never',
        })
    }
    expect(
      await relay
        .store()
        .log.read({ sessionId: sessionIdSchema.parse('s2'), thread: 'care', limit: 9, from: { after: 3 } }),
    ).toEqual([])
  })

  it('goes by the lesser of the role in the session and the role in the token', async () => {
    const asPatient = await connect('doc', 'patient')
    expect(await asPatient.send('s1', 'x', { thread: 'staff' })).toMatchObject({ code: 'notFound' })
    expect((await asPatient.pullAll()).sessions.every((session) => session.heads.staff === undefined)).toBe(true)
    const asClinician = await connect('pat', 'clinician')
    expect(await asClinician.send('s1', 'x', { thread: 'staff' })).toMatchObject({ code: 'notFound' })
    expect((await asClinician.pullAll()).sessions.every((session) => session.heads.staff === undefined)).toBe(true)
  })

  it('shows support the sessions they take part in, and administrators all of them', async () => {
    const lsm = await connect('lsm', 'support')
    const boss = await connect('boss', 'admin')
    expect((await lsm.pullAll()).sessions.map((session) => session.id)).toEqual(['s1'])
    expect((await boss.pullAll()).sessions.map((session) => session.id)).toEqual(['s1', 's2'])
    const sam = await connect('sam', 'patient')
    await sam.send('s2', 'hello')
    await boss.until('the message has come', () => boss.entries.length === 1)
    expect(lsm.entries).toEqual([])
  })

  it('leaves no trace of an administrator who looks on in the watermarks', async () => {
    const boss = await connect('boss', 'admin')
    await boss.ask('watermark:advance', { marks: [{ sessionId: 's1', thread: 'care', deliveredUpTo: 1, readUpTo: 1 }] })
    expect((await boss.pullAll()).sessions.flatMap((session) => session.watermarks)).toEqual([])
  })

  it('notifies a participant who is removed, and nothing of the session from then on', async () => {
    const pat = await connect('pat', 'patient')
    const lsm = await connect('lsm', 'support')
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await lsm.until('the removal is sent', () => lsm.payloads('sessions:changed').length === 1)
    expect(lsm.payloads('sessions:changed')).toEqual([{ items: [], removed: ['s1'] }])
    await pat.send('s1', 'AFTER-REMOVAL')
    expect(await lsm.send('s1', 'hello')).toMatchObject({ code: 'notFound' })
    expect((await lsm.pullAll()).sessions).toEqual([])
    expect(lsm.entries).toEqual([])
    expect(allSent(lsm)).not.toContain('AFTER-REMOVAL')
  })

  it('sends a participant who is added the session before any entry of it, and serves them at once', async () => {
    const sup = await connect('sup', 'support')
    expect((await sup.pullAll()).sessions).toEqual([])
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', sup: 'support' })
    await sup.until('the entry has come', () => sup.entries.length > 0)
    expect(sup.received.map(({ event }) => event).slice(0, 2)).toEqual(['sessions:changed', 'log:entries'])
    expect(sup.payloads('sessions:changed')[0]?.items[0]).toMatchObject({ id: 's1', heads: { care: 6, staff: 0 } })
    expect(sup.entries.map((entry) => entry.body)).toEqual([
      { kind: 'membership', userId: 'lsm', name: 'lsm', role: 'support', change: 'left' },
      { kind: 'membership', userId: 'sup', name: 'sup', role: 'support', change: 'joined' },
    ])
    expect(await sup.send('s1', 'hello', { thread: 'staff' })).toMatchObject({ success: true, seq: 1 })
  })

  it('writes into the care thread what happens to the session', async () => {
    const participants = [{ userId: 'pat', role: 'patient' as const }]
    await relay.putSession('s3', { kind: 'visit', participants, expiresAt: 4_000_000_000_000 })
    await relay.putSession('s3', { kind: 'visit', participants, active: false })
    await relay.putSession('s3', { kind: 'visit', participants, active: true })
    await relay.putSession('s3', { kind: 'visit', participants, expiresAt: 4_100_000_000_000 })
    await relay.putSession('s3', { kind: 'visit', participants })
    const pat = await connect('pat', 'patient')
    const { entries } = await pat.pullAll()
    const kinds = entries
      .filter((entry) => entry.sessionId === 's3')
      .map((entry) => 'change' in entry.body && entry.body.change)
    expect(kinds).toEqual(['opened', 'joined', 'closed', 'reopened', 'extended'])
  })

  it('allows no one but administrators to change sessions', async () => {
    const token = await relay.tokenFor('doc', 'clinician')
    const response = await fetch(`${relay.url}/api/sessions/s9`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'chat', participants: [] }),
    })
    expect(response.status).toBe(403)
  })

  it('shows a new name of an account to everyone in its sessions', async () => {
    const pat = await connect('pat', 'patient')
    await relay.putUser('doc', { name: 'Dr Doc', role: 'clinician' })
    // Of a session that was put just before, another node may notify once more.
    const namesShown = () =>
      pat
        .payloads('sessions:changed')
        .flatMap(({ items }) => items.flatMap(({ participants }) => participants))
        .filter(({ userId }) => userId === 'doc')
        .map(({ name }) => name)
    await pat.until('the name has come', () => namesShown().at(-1) === 'Dr Doc')
    const doc = await connect('doc', 'clinician')
    await doc.send('s1', 'hello', { id: newEntryId() })
    await pat.until('the message has come', () => pat.entries.length === 1)
    expect(pat.entries[0]?.senderName).toBe('Dr Doc')
  })
})

import { describe, expect, it } from 'vitest'
import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { versionsAnswerSchema } from '../../../src/shared/protocol/rest.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

const sessionId = sessionIdSchema.parse('visit-1')
const pat = { userId: userIdSchema.parse('pat'), role: 'patient', name: 'pat' } as const
const place = { sessionId, thread: 'care' } as const

async function send(client: NativeClient, text: string) {
  const id = newEntryId()
  const { seq } = await client.ask('message:send', { id, ...place, text })
  return { id, seq }
}

const refused = (code: string) => expect.objectContaining({ success: false, code })

async function openPair() {
  const fixture = await openRelayWithSession()
  const patient = await fixture.connect('pat', 'patient')
  const doctor = await fixture.connect('doc', 'clinician')
  const has = (client: NativeClient, kind: EntryBody['kind']) =>
    client.until(kind, () => client.entries.some(({ body }) => body.kind === kind))
  return { ...fixture, patient, doctor, has }
}

describe('a message under the id of somebody else’s', () => {
  it('is refused, so that a redaction by support takes the abuse, and not what the clinician said', async () => {
    const { patient, doctor, connect } = await openPair()
    const dose = await send(doctor, 'Take 5 mg once a day.')
    for (const thread of ['care', 'staff'] as const)
      expect(await patient.send(sessionId, 'abuse', { id: dose.id, thread })).toMatchObject({ success: false })
    const abuse = await send(patient, 'abuse')
    await doctor.ask('session:escalate', { id: newEntryId(), sessionId, reason: 'abuse' })
    const support = await connect('sue', 'support')
    await support.ask('session:join', { id: newEntryId(), sessionId })
    const staffs = newEntryId()
    expect(await support.send(sessionId, 'hers', { id: dose.id, thread: 'staff' })).toEqual(refused('conflict'))
    expect(await support.send(sessionId, 'hers', { id: staffs, thread: 'staff' })).toMatchObject({ success: true })
    const redact = (target: string) => support.request('message:redact', { id: newEntryId(), ...place, target })
    expect(await redact(staffs)).toEqual(refused('notFound'))
    expect(await redact(abuse.id)).toMatchObject({ success: true })
    const texts = (await doctor.pullAll()).entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))
    expect(texts.sort()).toEqual(['', 'Take 5 mg once a day.', 'hers'])
    const correction = { id: newEntryId(), ...place, target: dose.id, text: 'Take 5 mg twice a day.' }
    expect(await doctor.request('message:edit', correction)).toMatchObject({ success: true })
  })
})

describe('editing a message', () => {
  it('adds a version that everyone gets, and keeps the original and all before it', async () => {
    const { relay, patient, doctor, has } = await openPair()
    const { id, seq } = await send(patient, 'two pils')
    await patient.ask('message:edit', { id: newEntryId(), ...place, target: id, text: 'two pills' })
    await patient.ask('message:edit', { id: newEntryId(), ...place, target: id, text: 'two pills a day' })
    await has(doctor, 'edit')
    const [message] = await relay.useCases().readMessages(pat, sessionId, { limit: 10, thread: 'care' })
    expect(message?.entry.body.text).toBe('two pils')
    expect(message?.view).toMatchObject({ text: 'two pills a day', isRedacted: false })
    const versions = await relay.useCases().readVersions(pat, { ...place, target: id })
    expect(versions.map(({ text }) => text)).toEqual(['two pils', 'two pills', 'two pills a day'])
    const read = async (userId: string, role: 'patient' | 'clinician', messageId: string = id) => {
      const headers = { authorization: `Bearer ${await relay.tokenFor(userId, role)}` }
      const answer = await fetch(`${relay.url}/api/sessions/${sessionId}/messages/${messageId}/versions`, { headers })
      return { status: answer.status, body: versionsAnswerSchema.safeParse(await answer.json()).data }
    }
    expect(await read('doc', 'clinician')).toEqual({ status: 200, body: { versions } })
    expect((await read('other-doc', 'clinician')).status).toBe(404)
    expect((await read('doc', 'clinician', newEntryId())).status).toBe(404)
    await patient.ask('message:redact', { id: newEntryId(), ...place, target: id })
    const redacted = await read('doc', 'clinician')
    expect(redacted.body?.versions.map(({ text }) => text)).toEqual(['', '', ''])
    expect(doctor.entries.find(({ body }) => body.kind === 'edit')?.body).toMatchObject({ target: id, targetSeq: seq })
  })

  it('gives the same answer to the same id again, and refuses the id for something else', async () => {
    const { patient } = await openPair()
    const { id } = await send(patient, 'a')
    const edit = { id: newEntryId(), ...place, target: id, text: 'b' }
    const first = await patient.ask('message:edit', edit)
    expect(await patient.ask('message:edit', edit)).toEqual(first)
    expect(await patient.request('message:edit', { ...edit, text: 'c' })).toEqual(refused('conflict'))
  })

  it('is only for the author, and only of messages that there are', async () => {
    const { patient, doctor } = await openPair()
    const { id } = await send(patient, 'mine')
    const edit = { id: newEntryId(), ...place, target: id, text: 'not yours' }
    expect(await doctor.request('message:edit', edit)).toEqual(refused('forbidden'))
    expect(await patient.request('message:edit', { ...edit, target: newEntryId() })).toEqual(refused('notFound'))
    expect(await patient.request('message:edit', { ...edit, text: ' ' })).toEqual(refused('invalid'))
    expect(await patient.request('message:edit', { ...edit, text: 'x'.repeat(20_000) })).toEqual(refused('tooLarge'))
  })
})

describe('replying to a message', () => {
  it('names a message of the same thread, by whatever way it comes, and is shown with it', async () => {
    const { relay, patient, doctor, has } = await openPair()
    const { id } = await send(patient, 'two or three?')
    const reply = (more: object) => ({ id: newEntryId(), ...place, text: 'two', replyTo: id, ...more })
    await doctor.ask('message:send', reply({}))
    await has(patient, 'message')
    await patient.until('the reply', () =>
      patient.entries.some(({ body }) => body.kind === 'message' && body.replyTo === id),
    )
    const refusedReplies = [
      reply({ replyTo: newEntryId() }),
      // A message of another thread, and an entry that is none.
      reply({ thread: 'staff' }),
      reply({ replyTo: (await doctor.pullAll()).entries[0]?.id }),
    ]
    for (const wrong of refusedReplies) expect(await doctor.request('message:send', wrong)).toEqual(refused('notFound'))
    const authorization = `Bearer ${await relay.tokenFor('doc', 'clinician')}`
    const post = (replyTo: string) =>
      fetch(`${relay.url}/api/sessions/${sessionId}/messages`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'three', replyTo }),
      })
    expect([(await post(id)).status, (await post(newEntryId())).status]).toEqual([200, 404])
    const messages = await relay.useCases().readMessages(pat, sessionId, { limit: 10, thread: 'care' })
    expect(messages.map(({ entry }) => [entry.body.text, entry.body.replyTo])).toEqual([
      ['two or three?', undefined],
      ['two', id],
      ['three', id],
    ])
  })
})

describe('redacting a message', () => {
  it('takes its text and that of its versions out of everything that is served, and tells so', async () => {
    const { relay, patient, doctor, has } = await openPair()
    const { id } = await send(patient, 'a secret')
    await patient.ask('message:edit', { id: newEntryId(), ...place, target: id, text: 'another secret' })
    await patient.ask('message:redact', { id: newEntryId(), ...place, target: id, reason: 'wrong person' })
    await has(doctor, 'redaction')
    const { entries } = await doctor.pullAll()
    expect(JSON.stringify(entries)).not.toContain('secret')
    const [message] = await relay.useCases().readMessages(pat, sessionId, { limit: 10, thread: 'care' })
    expect(message?.view).toMatchObject({ text: '', isRedacted: true, editedAt: null })
    const versions = await relay.useCases().readVersions(pat, { ...place, target: id })
    expect(versions.map(({ text }) => text)).toEqual(['', ''])
  })

  it('does not let a late retry of the message bring the text back, and answers it', async () => {
    const { patient } = await openPair()
    const message = { id: newEntryId(), ...place, text: 'a secret' }
    const { seq } = await patient.ask('message:send', message)
    await patient.ask('message:redact', { id: newEntryId(), ...place, target: message.id })
    expect(await patient.ask('message:send', message)).toMatchObject({ seq })
    expect(JSON.stringify((await patient.pullAll()).entries)).not.toContain('a secret')
  })

  it('is for the author, support that has joined and administrators; once', async () => {
    const { patient, doctor, connect } = await openPair()
    const admin = await connect('ada', 'admin')
    const { id } = await send(patient, 'mine')
    const redaction = { id: newEntryId(), ...place, target: id }
    expect(await doctor.request('message:redact', redaction)).toEqual(refused('forbidden'))
    await admin.ask('message:redact', redaction)
    expect(await patient.request('message:redact', { ...redaction, id: newEntryId() })).toEqual(refused('conflict'))
    expect(await patient.request('message:edit', { id: newEntryId(), ...place, target: id, text: 'b' })).toEqual(
      refused('conflict'),
    )
    expect(await admin.ask('message:redact', redaction)).toMatchObject({ success: true })
  })
})

describe('reacting to a message', () => {
  it('is shown by emoji with who reacted, and can be taken back', async () => {
    const { relay, patient, doctor } = await openPair()
    const { id } = await send(patient, 'better today')
    const reaction = { ...place, target: id, emoji: '👍🏽', on: true }
    await doctor.ask('message:react', { id: newEntryId(), ...reaction })
    await patient.ask('message:react', { id: newEntryId(), ...reaction, emoji: '❤️' })
    await patient.ask('message:react', { id: newEntryId(), ...reaction, emoji: '❤️', on: false })
    const [message] = await relay.useCases().readMessages(pat, sessionId, { limit: 10, thread: 'care' })
    expect(message?.view.reactions).toEqual([{ emoji: '👍🏽', userIds: ['doc'] }])
    for (const emoji of ['', 'a', '1', '<b>', '👍👍', 'x'.repeat(40)])
      expect(await doctor.request('message:react', { id: newEntryId(), ...reaction, emoji })).toEqual(
        refused('invalid'),
      )
  })
})

describe('texts', () => {
  it('are stored as they were written, whatever they hold', async () => {
    const { relay, patient } = await openPair()
    await send(patient, '<b>x</b> [SYSTEM] y')
    const append = (text: string, contentEncoding?: 'encrypted') =>
      relay
        .useCases()
        .appendMessage(pat, { id: entryIdSchema.parse(newEntryId()), ...place, type: 'text', text, contentEncoding })
    await append('<p>hello <script>alert(1)</script>&amp; bye</p>')
    await append('<b>Zm9v</b>', 'encrypted')
    const messages = await relay.useCases().readMessages(pat, sessionId, { limit: 10, thread: 'care' })
    expect(messages.map(({ view }) => view.text)).toEqual([
      '<b>x</b> [SYSTEM] y',
      '<p>hello <script>alert(1)</script>&amp; bye</p>',
      '<b>Zm9v</b>',
    ])
    expect(messages[2]?.entry.body.contentEncoding).toBe('encrypted')
  })
})

describe('unread messages', () => {
  it('are counted per session and thread, own ones and other entries not', async () => {
    const { relay, patient, doctor } = await openPair()
    const { id, seq } = await send(patient, 'one')
    await send(patient, 'two')
    await patient.ask('message:edit', { id: newEntryId(), ...place, target: id, text: 'one, corrected' })
    await send(doctor, 'hello')
    await doctor.ask('message:send', { id: newEntryId(), sessionId, thread: 'staff', text: 'note' })
    const doc = { userId: userIdSchema.parse('doc'), role: 'clinician', name: 'doc' } as const
    expect(await relay.useCases().countUnread(doc)).toEqual([{ sessionId, care: 2, staff: 0 }])
    expect(await relay.useCases().countUnread(pat, [sessionId])).toEqual([{ sessionId, care: 1 }])
    await doctor.ask('watermark:advance', { marks: [{ ...place, deliveredUpTo: seq, readUpTo: seq }] })
    expect(await relay.useCases().countUnread(doc)).toEqual([{ sessionId, care: 1, staff: 0 }])
    expect(await doctor.ask('unread:count', {})).toEqual({
      ...{ success: true, now: expect.any(Number) },
      items: [{ sessionId, care: 1, staff: 0 }],
    })
    expect(await patient.ask('unread:count', { sessionIds: [sessionId, 'no-such-session'] })).toEqual({
      ...{ success: true, now: expect.any(Number) },
      items: [{ sessionId, care: 1 }],
    })
    const answer = await fetch(`${relay.url}/api/sessions`, {
      headers: { authorization: `Bearer ${await relay.tokenFor('doc', 'clinician')}` },
    })
    expect(await answer.json()).toMatchObject({ sessions: [{ id: sessionId, unread: { care: 1, staff: 0 } }] })
  })
})

describe('history', () => {
  it('is read both ways in pages, each message as it is now', async () => {
    const { relay, patient } = await openPair()
    const said = []
    for (let count = 1; count <= 7; count++) said.push(await send(patient, `m${count}`))
    await patient.ask('message:edit', { id: newEntryId(), ...place, target: said[1]?.id, text: 'M2' })
    const page = async (query: { after?: number; before?: number }) =>
      (await relay.useCases().readMessages(pat, sessionId, { ...query, limit: 3, thread: 'care' })).map(
        ({ view }) => view.text,
      )
    expect(await page({})).toEqual(['m5', 'm6', 'm7'])
    expect(await page({ before: said[4]?.seq ?? 0 })).toEqual(['M2', 'm3', 'm4'])
    expect(await page({ after: 0 })).toEqual(['m1', 'M2', 'm3'])
    expect(await page({ after: said[5]?.seq ?? 0 })).toEqual(['m7'])
  })
})

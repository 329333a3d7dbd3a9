import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Append } from '../../../relay/store/log/append.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { viewMessages } from '../../../src/shared/model/messageView.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const s1 = { sessionId: 's1', thread: 'care' } as const

describe('a part of a thread', () => {
  let relay: StartedRelay

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  const read = (client: NativeClient, change: object = {}) => client.ask('log:read', { ...s1, limit: 50, ...change })
  const seqs = ({ entries }: { readonly entries: readonly Entry[] }) => entries.map(({ seq }) => seq)
  async function place(client: NativeClient, text: string, more = {}) {
    const id = newEntryId()
    const sent = await client.send('s1', text, { id, ...more })
    if (!sent.success) throw new Error('it was not sent')
    return { id, seq: sent.seq }
  }

  it('is the newest, what stands before a place, or what stands after one; with both bounds what is between', async () => {
    const pat = await connect('pat', 'patient')
    for (let sent = 0; sent < 7; sent += 1) await place(pat, `text ${sent}`)
    // The session and its two participants are the first three entries.
    const newest = await read(pat, { limit: 3 })
    expect([seqs(newest), newest.head]).toEqual([[8, 9, 10], 10])
    expect(seqs(await read(pat, { before: 8, limit: 3 }))).toEqual([5, 6, 7])
    expect(seqs(await read(pat, { before: 3 }))).toEqual([1, 2])
    expect(seqs(await read(pat, { after: 4, limit: 3 }))).toEqual([5, 6, 7])
    expect(seqs(await read(pat, { after: 4, before: 7 }))).toEqual([5, 6])
    expect(seqs(await read(pat, { after: 0, before: 4, limit: 2 }))).toEqual([1, 2])
    for (const none of [{ after: 10 }, { before: 1 }, { after: 5, before: 6 }, { after: 8, before: 3 }])
      expect(await read(pat, none)).toMatchObject({ entries: [], amendments: [], head: 10 })
    const far = Number.MAX_SAFE_INTEGER
    expect(seqs(await read(pat, { after: far }))).toEqual([])
    expect(seqs(await read(pat, { before: far, limit: 2 }))).toEqual([9, 10])
  })

  it('begins where something was logged at a time or later, and after a place besides', async () => {
    const pat = await connect('pat', 'patient')
    for (let at = 0; at < 4; at += 1) await place(pat, `text ${at}`)
    const { entries } = await read(pat)
    const since = entries.find(({ seq }) => seq === 5)?.at ?? 0
    // Several may be of one millisecond.
    const later = entries.filter(({ at }) => at >= since).map(({ seq }) => seq)
    expect(seqs(await read(pat, { since }))).toEqual(later)
    expect(seqs(await read(pat, { since, limit: 2 }))).toEqual(later.slice(0, 2))
    expect(seqs(await read(pat, { since, before: 7 }))).toEqual(later.filter((seq) => seq < 7))
    expect(seqs(await read(pat, { since, after: 6 }))).toEqual([7])
    expect(seqs(await read(pat, { since: 0, limit: 2 }))).toEqual([1, 2])
    const newest = entries.at(-1)?.at ?? 0
    expect(await read(pat, { since: newest + 1 })).toMatchObject({ entries: [], head: 7 })
  })

  it('comes with what is in force of what was said of its messages, wherever that stands', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const edited = await place(pat, 'frist')
    const redacted = await place(pat, 'a secret')
    const plain = await place(pat, 'plain')
    const about = (target: { id: string }) => ({ ...s1, id: newEntryId(), target: target.id })
    for (const text of ['first', 'First']) await pat.ask('message:edit', { ...about(edited), text })
    await pat.ask('message:redact', about(redacted))
    for (const on of [true, false]) await doc.ask('message:react', { ...about(plain), emoji: '👍', on })
    await doc.ask('message:react', { ...about(plain), emoji: '❤️', on: true })
    const page = await read(pat, { after: edited.seq - 1, limit: 3 })
    expect(seqs(page)).toEqual([4, 5, 6])
    expect(page.amendments.map(({ seq, body }) => [seq, body.kind])).toEqual([
      [8, 'edit'],
      [9, 'redaction'],
      [11, 'reaction'],
      [12, 'reaction'],
    ])
    const views = viewMessages([...page.entries, ...page.amendments])
    expect([...views.values()].map(({ text, isRedacted, reactions }) => [text, isRedacted, reactions.length])).toEqual([
      ['First', false, 0],
      ['', true, 0],
      ['plain', false, 1],
    ])
    expect(JSON.stringify(page)).not.toContain('secret')
    // Amendments that are among the entries come once.
    const all = await read(pat)
    expect([seqs(all).length, all.amendments]).toEqual([12, []])
  })

  it('is shorter where the frame is full, with no gap to the place from which it was asked', async () => {
    const pat = await connect('pat', 'patient')
    const text = `x${'\u0001'.repeat(limits.messageTextBytes - 1)}`
    const sent = await Promise.all(Array.from({ length: 12 }, () => place(pat, text)))
    // Each message with an edit of the same length, elsewhere.
    for (const { id } of sent)
      await pat.ask('message:edit', { ...s1, id: newEntryId(), target: id, text: `${text.slice(1)}y` })
    const older = await read(pat, { before: 16 })
    expect(seqs(older).at(-1)).toBe(15)
    expect(older.entries.length).toBeGreaterThan(0)
    expect(older.entries.length).toBeLessThan(12)
    expect(older.amendments).toHaveLength(older.entries.length)
    expect(JSON.stringify(older).length).toBeLessThan(limits.frameBytes)
    const newer = await read(pat, { after: 3 })
    expect(seqs(newer)).toEqual(newer.entries.map((_, index) => 4 + index))
    expect(newer.entries.length).toBeLessThan(12)
    expect(JSON.stringify(newer).length).toBeLessThan(limits.frameBytes)
  })

  it('has what fits into a frame of a message to which more reactions came, and its redaction in any case', async () => {
    const pat = await connect('pat', 'patient')
    const target = await place(pat, 'a secret')
    const record = await relay.store().sessions.find((await read(pat)).entries[0]?.sessionId ?? never())
    const [senderId] = (await read(pat, { after: target.seq - 1 })).entries.map((entry) => entry.senderId)
    const reaction = (index: number): Append => ({
      id: newEntryId(),
      sessionId: record?.id ?? never(),
      thread: 'care',
      sessionVersion: record?.version ?? never(),
      senderId: senderId ?? never(),
      senderName: 'x'.repeat(2_000),
      senderRole: 'patient',
      atMs: index,
      body: { kind: 'reaction', target: target.id, targetSeq: target.seq, emoji: `${index}`, on: true },
    })
    await relay.store().log.appendAll(Array.from({ length: 600 }, (_, index) => reaction(index)))
    const page = await read(pat, { after: target.seq - 1, limit: 1 })
    expect(seqs(page)).toEqual([target.seq])
    expect(page.amendments.length).toBeGreaterThan(100)
    expect(JSON.stringify(page).length).toBeLessThan(limits.frameBytes)
    await pat.ask('message:redact', { ...s1, id: newEntryId(), target: target.id })
    const after = await read(pat, { after: target.seq - 1, limit: 1 })
    expect(after.amendments.at(-1)?.body.kind).toBe('redaction')
  })

  it('is nobody’s who may not see the thread, and cannot be told from one that is not there', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const other = await connect('other', 'clinician')
    await place(doc, 'among us', { thread: 'staff' })
    expect(await read(doc, { thread: 'staff' })).toMatchObject({ head: 1, entries: [{ seq: 1 }] })
    const refused = { success: false, code: 'notFound', error: 'There is no such session for this user.' }
    const ask = (client: NativeClient, change: object) => client.request('log:read', { ...s1, limit: 50, ...change })
    expect(await ask(pat, { thread: 'staff' })).toMatchObject(refused)
    expect(await ask(other, {})).toMatchObject(refused)
    expect(await ask(doc, { sessionId: 'none' })).toMatchObject(refused)
    for (const wrong of [
      { limit: 0 },
      { limit: limits.entriesPerPage + 1 },
      { limit: 1.5 },
      { limit: undefined },
      { after: -1 },
      { before: 0 },
      { after: 2 ** 60 },
      { before: 'x' },
      { thread: 'both' },
    ])
      expect(await ask(doc, wrong)).toMatchObject({ success: false, code: 'invalid' })
  })

  it('is read over REST as over a socket', async () => {
    const pat = await connect('pat', 'patient')
    await place(pat, 'hello')
    const post = async (userId: string, body: object) => {
      const response = await fetch(`${relay.url}/api/log`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await relay.tokenFor(userId, userId === 'pat' ? 'patient' : 'clinician')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: await response.json() }
    }
    const { now: _now, ...native } = await read(pat, { after: 3 })
    expect(await post('pat', { ...s1, after: 3, limit: 50 })).toMatchObject({ status: 200, body: native })
    expect(await post('other', { ...s1, limit: 50 })).toMatchObject({ status: 404, body: { code: 'notFound' } })
    expect(await post('pat', { ...s1, limit: 0 })).toMatchObject({ status: 400, body: { code: 'invalid' } })
  })
})

function never(): never {
  throw new Error('there is none')
}

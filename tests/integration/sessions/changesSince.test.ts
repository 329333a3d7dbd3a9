import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionSetOf } from '../../../src/shared/model/digest/sessionDigest.ts'
import type { SyncedSession } from '../../../src/shared/protocol/sync.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

const dayMs = 86_400_000

describe('sessions that have changed', () => {
  let relay: StartedRelay
  let clock: FakeClock

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    clock = createFakeClock()
    relay = await startRelay({ clock })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('s2', { sam: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  async function pull(client: NativeClient, since: string | null) {
    const first = await client.ask('sync:pull', { scope: 'changes', since })
    const sessions: SyncedSession[] = [...(first.sessions ?? [])]
    let last = first
    while (last.more) {
      last = await client.ask('sync:pull', { scope: 'changes', since, page: last.page })
      sessions.push(...(last.sessions ?? []))
    }
    return { sessions, token: first.token ?? null, complete: last.complete, listed: last.listed }
  }
  const idsOf = (sessions: readonly SyncedSession[]) => sessions.map(({ id }) => id)
  /** A token of a moment at which nothing is under way, in whatever database of the server. */
  const quietToken = (client: NativeClient) =>
    vi.waitFor(async () => {
      const { token } = await pull(client, null)
      expect(idsOf((await pull(client, token)).sessions)).toEqual([])
      return token
    }, 20_000)

  async function sendNow(client: NativeClient, sessionId: string, text: string) {
    const sent = await client.send(sessionId, text)
    if (!sent.success) throw new Error('it was not sent')
    return sent
  }

  it('come all at first, and then those alone in which something happened, with what a list shows', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const all = await pull(doc, null)
    expect([idsOf(all.sessions), all.complete]).toEqual([['s1', 's2'], true])
    const token = await quietToken(doc)
    const asked = await sendNow(pat, 's1', '  is it\n bad? ')
    const after = await pull(doc, token)
    expect(after.complete).toBeUndefined()
    expect(after.sessions).toMatchObject([
      {
        id: 's1',
        heads: { care: asked.seq, staff: 0 },
        digest: {
          owedSince: asked.at,
          lastActivityAt: asked.at,
          preview: { senderId: 'pat', text: 'is it bad?', seq: asked.seq, withheld: null },
          unread: { care: 1, staff: 0 },
        },
      },
    ])
    expect(after.listed).toEqual(sessionSetOf(idsOf(all.sessions)))
    await doc.ask('watermark:advance', {
      marks: [{ sessionId: 's1', thread: 'care', deliveredUpTo: asked.seq, readUpTo: asked.seq }],
    })
    const read = await pull(doc, token)
    expect(read.sessions.map(({ digest }) => digest?.unread)).toEqual([{ care: 0, staff: 0 }])
  })

  it('come in pages without one that is missing or twice, also when something happens between them', async () => {
    const doc = await connect('doc', 'clinician')
    const participants = { doc: 'clinician', pat: 'patient' } as const
    const ids = Array.from({ length: 620 }, (_, index) => `many-${String(index).padStart(4, '0')}`)
    for (let from = 0; from < ids.length; from += 20)
      await Promise.all(ids.slice(from, from + 20).map((id) => relay.putSession(id, participants)))
    const first = await doc.ask('sync:pull', { scope: 'changes', since: null })
    expect(first.sessions?.length).toBeGreaterThan(100)
    expect(first.sessions?.length).toBeLessThanOrEqual(500)
    expect(first.more).toBe(true)
    const pat = await connect('pat', 'patient')
    await pat.send('many-0000', 'late')
    const second = await doc.ask('sync:pull', { scope: 'changes', since: null, page: first.page })
    const all = [...(first.sessions ?? []), ...(second.sessions ?? [])]
    expect([second.more, second.token]).toEqual([false, undefined])
    expect(idsOf(all)).toEqual([...ids, 's1', 's2'])
    expect(second.listed).toEqual(sessionSetOf(idsOf(all)))
    expect(idsOf((await pull(doc, first.token ?? null)).sessions)).toContain('many-0000')
  })

  it('show the words of nobody’s session but one’s own, and of a session one was taken out of no more', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    const sam = await connect('sam', 'patient')
    await sam.send('s2', 'secret')
    await doc.send('s1', 'among us', { thread: 'staff' })
    const mine = await pull(pat, null)
    expect(mine.sessions).toMatchObject([{ id: 's1', heads: { care: 3 } }])
    expect(mine.sessions[0]?.heads.staff).toBeUndefined()
    expect(JSON.stringify(mine)).not.toContain('secret')
    const token = await quietToken(doc)
    await relay.putSession('s2', { sam: 'patient' })
    const after = await pull(doc, token)
    expect([idsOf(after.sessions), after.listed]).toEqual([[], sessionSetOf(idsOf(mine.sessions))])
    const named = await doc.ask('sync:pull', { scope: 'sessions', sessionIds: ['s1', 's2', 'none'] })
    expect(named.sessions).toMatchObject([{ id: 's1', digest: { unread: { care: 0, staff: 0 } } }])
  })

  it('are all those of an administrator, with nothing unread, and what support was asked to look at', async () => {
    const ada = await connect('ada', 'admin')
    const sup = await connect('sup', 'support')
    const doc = await connect('doc', 'clinician')
    const sam = await connect('sam', 'patient')
    await sam.send('s2', 'to somebody')
    expect((await pull(ada, null)).sessions.map(({ id, digest }) => [id, digest?.unread])).toEqual([
      ['s1', { care: 0, staff: 0 }],
      ['s2', { care: 0, staff: 0 }],
    ])
    expect(idsOf((await pull(sup, null)).sessions)).toEqual([])
    const token = await quietToken(sup)
    await doc.ask('session:escalate', { id: newEntryId(), sessionId: 's2', reason: 'look' })
    expect((await pull(sup, token)).sessions).toMatchObject([
      { id: 's2', digest: { preview: { text: 'to somebody' } } },
    ])
  })

  it('have no closed one after a week, unless its patient waits', async () => {
    const doc = await connect('doc', 'clinician')
    const pat = await connect('pat', 'patient')
    await pat.send('s1', 'still there?')
    for (const sessionId of ['s1', 's2']) await doc.ask('session:close', { id: newEntryId(), sessionId })
    expect(idsOf((await pull(doc, null)).sessions)).toEqual(['s1', 's2'])
    clock.advance(7 * dayMs)
    const again = await connect('doc', 'clinician')
    expect(idsOf((await pull(again, null)).sessions)).toEqual(['s1', 's2'])
    clock.advance(1)
    const { sessions, listed } = await pull(again, null)
    expect([idsOf(sessions), listed?.count]).toEqual([['s1'], 1])
    const named = await again.ask('sync:pull', { scope: 'sessions', sessionIds: ['s2'] })
    expect(named.sessions).toMatchObject([{ id: 's2', active: false }])
  })

  it('come all for a token of another relay, and a page that was never given is refused', async () => {
    const doc = await connect('doc', 'clinician')
    for (const since of [`${'0'.repeat(32)}.7`, 'x', '~'])
      expect(await pull(doc, since)).toMatchObject({ complete: true, sessions: [{ id: 's1' }, { id: 's2' }] })
    const { token } = await pull(doc, null)
    for (const page of ['s1', 'all~', 'other~s1'])
      expect(await doc.request('sync:pull', { scope: 'changes', since: token, page })).toMatchObject({
        success: false,
        code: 'invalid',
      })
    // Pages of what changed since a token that is of no use begin anew, with everything.
    expect(await doc.ask('sync:pull', { scope: 'changes', since: 'x', page: 'changed~s1' })).toMatchObject({
      complete: true,
      sessions: [{ id: 's1' }, { id: 's2' }],
    })
  })
})

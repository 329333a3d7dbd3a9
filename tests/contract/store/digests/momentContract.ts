import { describe, expect, it, vi } from 'vitest'
import type { Listing } from '../../../../relay/store/digests/listing.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, message, otherSessionId, patient, session, sessionId, user } from '../storeRecords.ts'

/** Changes since a token was given are known, and a token of another past is recognised. */
export function momentContract({ store, reopen }: ContractStore): void {
  const now = async () => {
    const given = await store().digests.moments.now()
    if (given === undefined) throw new Error('no token was given')
    return given
  }
  /** A token that nothing has followed yet. Others who write at this moment, in whatever database of the server, hold tokens back. */
  const token = () =>
    vi.waitFor(async () => {
      const given = await now()
      expect(await changedSince(given, { of: 'everything' })).toEqual([])
      return given
    }, 20_000)
  const listing = (change: Partial<Listing> = {}): Listing => ({
    of: 'own',
    userId: clinician,
    seesStaff: true,
    since: null,
    activeSinceMs: atMs - 1_000,
    ...change,
  })
  async function list(of: Partial<Listing> = {}, limit = 100): Promise<{ id: SessionId; isChanged: boolean }[]> {
    const listed: { id: SessionId; isChanged: boolean }[] = []
    for (let after: SessionId | null = null; ; ) {
      const page = await store().digests.list(listing(of), after, limit)
      listed.push(...page.items)
      if (page.last === null) return listed
      after = page.last
    }
  }
  const changedSince = async (given: string, of: Partial<Listing> = {}) => {
    const since = await store().digests.moments.since(given)
    expect(since).toBeDefined()
    return (await list({ ...of, since: since ?? null })).filter(({ isChanged }) => isChanged).map(({ id }) => id)
  }

  describe('a token', () => {
    it('is of the moment: nothing has changed since, until something does', async () => {
      await store().log.appendAll([message(1)])
      const first = await token()
      expect(await changedSince(first)).toEqual([])
      await store().log.appendAll([message(2, { sessionId: otherSessionId })])
      expect(await changedSince(first)).toEqual([otherSessionId])
      const second = await token()
      expect(await changedSince(second)).toEqual([])
      expect(await changedSince(first)).toEqual([otherSessionId])
    })

    it.each<[string, () => Promise<unknown>]>([
      ['its participants', () => storeSession(store(), session({ participants: session().participants.slice(1) }))],
      ['a receipt', () => store().watermarks.raiseAll([{ ...read, userId: patient }])],
      ['the name of a participant', () => store().users.put(user({ name: 'Dr Other' }), 0)],
      [
        'an erased participant',
        () => store().erasure.removeAccount({ userId: patient, pseudonym: 'removed' }, () => []),
      ],
      ['an entry of the staff', () => store().log.appendAll([message(2, { thread: 'staff' })])],
      ['an edit', () => store().log.appendAll([message(2, { body: { ...about, kind: 'edit', text: 'other' } })])],
      ['a redaction', () => store().log.appendAll([message(2, { body: { ...about, kind: 'redaction' } })])],
    ])('is followed by %s', async (_what, change) => {
      const other = session({ id: otherSessionId, participants: [] })
      await storeSession(store(), other)
      await store().users.put(user(), 0)
      await store().log.appendAll([message(1)])
      await store().watermarks.raiseAll([{ ...read, userId: patient, readUpTo: 0 }])
      const given = await token()
      await change()
      expect(await changedSince(given)).toEqual([sessionId])
      expect(await changedSince(given, { of: 'everything' })).toEqual([sessionId])
    })

    it('is not followed by a receipt that is none, or a message that is refused or sent again', async () => {
      await store().log.appendAll([message(1)])
      await store().watermarks.raiseAll([{ ...read, userId: patient }])
      const given = await token()
      await store().watermarks.raiseAll([{ ...read, userId: patient }])
      await store().log.appendAll([message(1)])
      await store().log.appendAll([message(2, { sessionVersion: 0 })])
      expect(await changedSince(given)).toEqual([])
    })

    it('shows a patient nothing of what the staff do among themselves', async () => {
      const given = await token()
      await store().log.appendAll([message(1, { thread: 'staff' })])
      await store().watermarks.raiseAll([{ ...read, thread: 'staff', userId: clinician }])
      expect(await changedSince(given)).toEqual([sessionId])
      // By the role in the token, and by the role in the session.
      expect(await changedSince(given, { seesStaff: false })).toEqual([])
      expect(await changedSince(given, { userId: patient })).toEqual([])
    })

    it('is good after a restart, and not when it is of another database or of none', async () => {
      const first = await token()
      await reopen()
      expect(await changedSince(first)).toEqual([])
      await store().log.appendAll([message(1)])
      const second = await token()
      expect(await changedSince(first)).toEqual([sessionId])
      expect(await changedSince(second)).toEqual([])
      const since = (text: string) => store().digests.moments.since(text)
      const [epoch] = second.split('.')
      for (const text of ['', 'x', 'a.1', `${epoch}`, `${epoch}.`, `${epoch}.999999999999999`, `${epoch}.-1`])
        expect(await since(text)).toBeUndefined()
      expect(await since(`${'0'.repeat(32)}.1`)).toBeUndefined()
    })
  })

  describe('the list', () => {
    const at = (change: Partial<Parameters<typeof session>[0]> = {}) => storeSession(store(), session(change))
    const ids = async (of: Partial<Listing> = {}, limit?: number) => (await list(of, limit)).map(({ id }) => id)

    it('has what is open, what is closed and unanswered, and what was closed a while ago', async () => {
      const old = { active: false, createdAtMs: 0 }
      await store().log.appendAll([message(1)])
      await at(old)
      await at({ ...old, id: otherSessionId })
      expect(await ids({ activeSinceMs: atMs + 50 })).toEqual([sessionId])
      await store().log.appendAll([message(2, { senderId: clinician, senderRole: 'clinician', sessionVersion: 2 })])
      expect(await ids({ activeSinceMs: atMs + 50 })).toEqual([])
      expect(await ids({ activeSinceMs: atMs + 2 })).toEqual([sessionId])
      await store().log.appendAll([
        message(60, { senderId: clinician, senderRole: 'clinician', sessionVersion: 2, thread: 'staff' }),
      ])
      expect(await ids({ activeSinceMs: atMs + 50 })).toEqual([sessionId])
      expect(await ids({ activeSinceMs: atMs + 50, userId: patient })).toEqual([])
    })

    it('is that of one person, of what is in dispute or escalated, or of all, and has all of it on pages of any size', async () => {
      const more = ['s3', 's4', 's5'].map((id) => sessionIdSchema.parse(id))
      for (const id of more) await at({ id, participants: [] })
      const [third, fourth] = more
      const said = { reason: 'so', openedBy: patient, openedAt: 1 }
      if (third) await at({ id: third, participants: [], dispute: said })
      if (fourth)
        await at({ id: fourth, participants: [], escalation: { reason: 'so', escalatedBy: patient, escalatedAt: 1 } })
      for (const limit of [1, 2, 5, 100]) {
        expect(await ids({}, limit)).toEqual([sessionId, otherSessionId])
        expect(await ids({ of: 'supported' }, limit)).toEqual(['s3', 's4'])
        expect(await ids({ of: 'everything' }, limit)).toEqual(['s1', 's2', 's3', 's4', 's5'])
        expect(await ids({ userId: userIdSchema.parse('nobody') }, limit)).toEqual([])
      }
    })
  })
}

const read = { sessionId, thread: 'care', deliveredUpTo: 1, readUpTo: 1 } as const
const about = { target: message(1).id, targetSeq: 1 }

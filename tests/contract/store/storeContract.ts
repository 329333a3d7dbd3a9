import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Append } from '../../../relay/store/log/append.ts'
import type { Store } from '../../../relay/store/store.ts'
import { storeSession } from '../../support/relay/storeSession.ts'
import { changesContract } from './changesContract.ts'
import { erasureContract } from './erasureContract.ts'
import { liveStoreContract } from './liveStoreContract.ts'
import { refreshTokenContract } from './refreshTokenContract.ts'
import { retentionContract } from './retentionContract.ts'
import { sessionStoreContract } from './sessionStoreContract.ts'
import { signInContract } from './signInContract.ts'
import { atMs, clinician, entryId, message, otherSessionId, patient, session, sessionId, user } from './storeRecords.ts'

export interface OpenStore {
  readonly store: Store
  /** Closes the store and opens it again on the same data. */
  readonly reopen: () => Promise<Store>
  /** Fills the database, so that it takes nothing more until `free` is called. */
  readonly fill: () => unknown
  readonly free: () => unknown
  readonly remove: () => Promise<void>
}

/** Contract of every database that the relay runs on. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  retentionContract(name, open)
  liveStoreContract(name, async () => {
    const opened = await open()
    await storeSession(opened.store, session())
    await storeSession(opened.store, session({ id: otherSessionId }))
    return opened
  })

  describe(`the store on ${name}`, () => {
    let opened: OpenStore
    let store: Store

    beforeEach(async () => {
      opened = await open()
      store = opened.store
      await storeSession(store, session())
      await storeSession(store, session({ id: otherSessionId }))
    })
    afterEach(async () => {
      await store.close()
      await opened.remove()
    })

    const all = async (thread: 'care' | 'staff' = 'care', of = sessionId) =>
      await store.log.read({ sessionId: of, thread, limit: 10_000, from: { after: 0 } })

    describe('appending', () => {
      it('gives each thread its own seq from 1 without gaps, in the given order', async () => {
        const outcomes = await store.log.appendAll([
          message(1),
          message(2, { thread: 'staff', senderId: clinician }),
          message(3),
          message(4, { sessionId: otherSessionId }),
          message(5),
        ])
        expect(
          outcomes.map((o) => o.outcome === 'appended' && [o.entry.sessionId, o.entry.thread, o.entry.seq]),
        ).toEqual([
          ['s1', 'care', 1],
          ['s1', 'staff', 1],
          ['s1', 'care', 2],
          ['s2', 'care', 1],
          ['s1', 'care', 3],
        ])
        await store.log.appendAll([message(6)])
        expect((await all()).map((entry) => [entry.seq, entry.id])).toEqual([
          [1, entryId(1)],
          [2, entryId(3)],
          [3, entryId(5)],
          [4, entryId(6)],
        ])
      })

      it('gives back what was stored, to the last field', async () => {
        const body = { kind: 'message', type: 'text', text: 'ä\u0000"\\\u2028🙂', replyTo: entryId(9) } as const
        const [outcome] = await store.log.appendAll([message(1, { body })])
        const [entry] = await all()
        expect(outcome).toEqual({ outcome: 'appended', entry })
        expect(entry).toEqual({
          id: entryId(1),
          sessionId,
          thread: 'care',
          seq: 1,
          at: atMs + 1,
          senderId: patient,
          senderName: 'Pat',
          senderRole: 'patient',
          body,
        })
      })

      it('answers a repeat with what was stored then, and stores nothing', async () => {
        await store.log.appendAll([message(1), message(2)])
        const [repeated] = await store.log.appendAll([message(1, { atMs: atMs + 999, senderName: 'Renamed' })])
        expect(repeated).toMatchObject({ outcome: 'repeated', entry: { seq: 1, at: atMs + 1, senderName: 'Pat' } })
        expect(await all()).toHaveLength(2)
      })

      it('leaves no gap where a batch held repeats', async () => {
        await store.log.appendAll([message(1), message(2)])
        const outcomes = await store.log.appendAll([message(2), message(3), message(1), message(3), message(4)])
        expect(outcomes.map((o) => [o.outcome, 'entry' in o && o.entry.seq])).toEqual([
          ['repeated', 2],
          ['appended', 3],
          ['repeated', 1],
          ['repeated', 3],
          ['appended', 4],
        ])
        await store.log.appendAll([message(5)])
        expect((await all()).map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5])
        expect(await store.log.heads([sessionId])).toEqual([{ sessionId, thread: 'care', head: 5 }])
      })

      it('tells a conflict from a repeat: other text, other thread, other session', async () => {
        await store.log.appendAll([message(1)])
        const outcomes = await store.log.appendAll([
          message(1, { body: { kind: 'message', type: 'text', text: 'other' } }),
          message(1, { thread: 'staff' }),
          message(1, { sessionId: otherSessionId }),
          message(2),
          message(2, { body: { kind: 'message', type: 'text', text: 'other' } }),
        ])
        expect(outcomes.map((o) => o.outcome)).toEqual(['conflict', 'conflict', 'conflict', 'appended', 'conflict'])
        expect((await all()).map((entry) => entry.seq)).toEqual([1, 2])
        expect(await all('staff')).toEqual([])
        expect(await store.log.heads([sessionId, otherSessionId])).toEqual([{ sessionId, thread: 'care', head: 2 }])
      })

      it('lets an id name one entry of a session, whoever sends another, and two senders use it in two sessions', async () => {
        const anothers = { senderId: clinician } as const
        const outcomes = await store.log.appendAll([message(1), message(1, anothers), message(2)])
        expect(outcomes.map((o) => o.outcome)).toEqual(['appended', 'conflict', 'appended'])
        const later = await store.log.appendAll([
          message(2, { ...anothers, thread: 'staff' }),
          message(2, { ...anothers, sessionId: otherSessionId }),
        ])
        expect(later.map((o) => o.outcome)).toEqual(['conflict', 'appended'])
        expect((await all()).map(({ seq, senderId }) => [seq, senderId])).toEqual([
          [1, patient],
          [2, patient],
        ])
      })

      it('takes a thousand at once and single ones at the same time', async () => {
        const many = Array.from({ length: 1000 }, (_, index) => message(index + 1))
        const single = Array.from({ length: 20 }, (_, index) => message(5000 + index))
        await Promise.all([store.log.appendAll(many), ...single.map((one) => store.log.appendAll([one]))])
        const entries = await all()
        expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 1020 }, (_, index) => index + 1))
        expect(new Set(entries.map((entry) => entry.id)).size).toBe(1020)
      })

      it('stores nothing of a batch when the disk is full, and works again when it is not', async () => {
        await store.log.appendAll([message(1)])
        await opened.fill()
        const large = 'x'.repeat(16_000)
        const batch = Array.from({ length: 50 }, (_, index) =>
          message(100 + index, { body: { kind: 'message', type: 'text', text: large } }),
        )
        await expect(store.log.appendAll(batch)).rejects.toMatchObject({ failure: { kind: 'diskFull' } })
        expect(await all()).toHaveLength(1)
        await opened.free()
        expect((await store.log.appendAll(batch)).map((o) => o.outcome)).toEqual(batch.map(() => 'appended'))
        expect((await all()).map((entry) => entry.seq)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1))
      })

      it('holds what it has told to be appended after it is opened again', async () => {
        await store.log.appendAll([message(1), message(2)])
        store = await opened.reopen()
        expect((await all()).map((entry) => entry.seq)).toEqual([1, 2])
        expect(await store.log.appendAll([message(2), message(3)])).toMatchObject([
          { outcome: 'repeated', entry: { seq: 2 } },
          { outcome: 'appended', entry: { seq: 3 } },
        ])
      })
    })

    describe('reading', () => {
      it('pages forwards after a seq and backwards before one, ascending in both', async () => {
        await store.log.appendAll(Array.from({ length: 10 }, (_, index) => message(index + 1)))
        const read = async (from: { after: number } | { before: number }, limit: number) =>
          (await store.log.read({ sessionId, thread: 'care', limit, from })).map((entry) => entry.seq)
        expect(await read({ after: 3 }, 4)).toEqual([4, 5, 6, 7])
        expect(await read({ after: 10 }, 4)).toEqual([])
        expect(await read({ before: 4 }, 2)).toEqual([2, 3])
        expect(await read({ before: Number.MAX_SAFE_INTEGER }, 3)).toEqual([8, 9, 10])
      })
    })

    describe('watermarks', () => {
      const mark = (deliveredUpTo: number, readUpTo: number, userId = patient) => ({
        sessionId,
        thread: 'care' as const,
        userId,
        deliveredUpTo,
        readUpTo,
      })

      it('only grow, each part by itself, and tells those that grew', async () => {
        expect(await store.watermarks.raiseAll([mark(5, 2)])).toEqual([mark(5, 2)])
        expect(await store.watermarks.raiseAll([mark(3, 3)])).toEqual([mark(5, 3)])
        expect(await store.watermarks.raiseAll([mark(5, 3)])).toEqual([])
        expect(await store.watermarks.raiseAll([mark(1, 1)])).toEqual([])
        expect(await store.watermarks.of([sessionId])).toEqual([mark(5, 3)])
      })

      it('takes several for one place in one call', async () => {
        const grown = await store.watermarks.raiseAll([mark(4, 1), mark(2, 2), mark(1, 0, clinician)])
        expect(grown).toHaveLength(2)
        expect(grown).toEqual(expect.arrayContaining([mark(4, 2), mark(1, 0, clinician)]))
      })

      it('are there after the store is opened again', async () => {
        await store.watermarks.raiseAll([mark(5, 2)])
        store = await opened.reopen()
        expect(await store.watermarks.of([sessionId])).toEqual([mark(5, 2)])
      })
    })

    describe('what is said of earlier messages', () => {
      const edit = (number: number, text: string, change: Partial<Append> = {}) =>
        message(number, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text }, ...change })
      const redaction = (number: number) =>
        message(number, { body: { kind: 'redaction', target: entryId(1), targetSeq: 1 } })
      const texts = async () => {
        const entries = await store.log.read({ sessionId, thread: 'care', limit: 100, from: { after: 0 } })
        return entries.map(({ body }) => ('text' in body ? body.text : body.kind))
      }

      it('is found by the message, ascending, and nothing of another thread', async () => {
        await store.log.appendAll([message(1), edit(2, 'b'), message(3), edit(4, 'c')])
        await store.log.appendAll([message(5, { thread: 'staff' }), edit(6, 'd', { thread: 'staff' })])
        const found = await store.log.amendments({ sessionId, thread: 'care', targets: [1, 3] })
        expect(found.map(({ seq }) => seq)).toEqual([2, 4])
        expect(await store.log.amendments({ sessionId, thread: 'care', targets: [] })).toEqual([])
        expect((await store.log.findInThread({ sessionId, thread: 'care', id: entryId(3) }))?.seq).toBe(3)
        expect(await store.log.findInThread({ sessionId, thread: 'staff', id: entryId(3) })).toBeUndefined()
      })

      it('takes a redacted text and its versions out of the log, those of the same batch too', async () => {
        await store.log.appendAll([message(1), edit(2, 'b'), message(3)])
        const batch = await store.log.appendAll([edit(4, 'c'), redaction(5), edit(6, 'd')])
        expect(batch.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'redacted'])
        expect(await texts()).toEqual(['', '', 'text 3', '', 'redaction'])
        store = await opened.reopen()
        expect(await texts()).toEqual(['', '', 'text 3', '', 'redaction'])
      })

      it('refuses what comes after a redaction, and takes no place for it', async () => {
        const reaction = message(4, {
          body: { kind: 'reaction', target: entryId(1), targetSeq: 1, emoji: '+', on: true },
        })
        await store.log.appendAll([message(1), redaction(2)])
        const late = await store.log.appendAll([edit(3, 'e'), reaction, redaction(5), message(6)])
        expect(late.map(({ outcome }) => outcome)).toEqual(['redacted', 'redacted', 'redacted', 'appended'])
        expect((await all()).map(({ seq }) => seq)).toEqual([1, 2, 3])
      })

      it('answers the retry of what was redacted meanwhile with its place', async () => {
        await store.log.appendAll([message(1), redaction(2)])
        const [again] = await store.log.appendAll([message(1)])
        expect(again).toMatchObject({ outcome: 'repeated', entry: { seq: 1, body: { text: '' } } })
      })
    })

    describe('unread messages', () => {
      it('are none once they are redacted', async () => {
        const redaction = { kind: 'redaction', target: entryId(1), targetSeq: 1 } as const
        const asIf: Append['body'] = { kind: 'message', type: 'text', text: ',"redacted":true}' }
        await store.log.appendAll([message(1), message(2, { body: redaction })])
        expect(await store.log.countUnread(clinician, [sessionId])).toEqual([])
        await store.log.appendAll([message(3, { body: asIf })])
        expect(await store.log.countUnread(clinician, [sessionId])).toEqual([{ sessionId, thread: 'care', count: 1 }])
      })

      it('are those of others beyond the watermark; nothing else counts', async () => {
        await store.log.appendAll([
          message(1),
          message(2),
          message(3, { senderId: clinician, senderRole: 'clinician' }),
          message(4, { body: { kind: 'state', change: 'closed' } }),
          message(5, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text: '{"kind":"message"' } }),
          message(6, { sessionId: otherSessionId }),
        ])
        const count = () => store.log.countUnread(clinician, [sessionId, otherSessionId])
        expect((await count()).sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))).toEqual([
          { sessionId, thread: 'care', count: 2 },
          { sessionId: otherSessionId, thread: 'care', count: 1 },
        ])
        const mark = { userId: clinician, thread: 'care', deliveredUpTo: 6, readUpTo: 1 } as const
        await store.watermarks.raiseAll([{ ...mark, sessionId }])
        expect(await store.log.countUnread(clinician, [sessionId])).toEqual([{ sessionId, thread: 'care', count: 1 }])
        expect(await store.log.countUnread(clinician, [])).toEqual([])
      })
    })

    describe('users', () => {
      it('are found by id and by email in any case', async () => {
        await store.users.put(user(), 0)
        expect(await store.users.find(clinician)).toEqual(user())
        expect(await store.users.findByLogin('dOC@example.ORG')).toEqual(user())
        expect(await store.users.findByLogin('doc')).toEqual(user())
        expect(await store.users.findByLogin('no one')).toBeUndefined()
        expect(await store.users.findMany([clinician, patient])).toEqual([user()])
      })

      it('are replaced by a put of the same id', async () => {
        await store.users.put(user(), 0)
        await store.users.put(user({ name: 'New', email: null }), 0)
        expect(await store.users.find(clinician)).toEqual(user({ name: 'New', email: null }))
        expect(await store.users.findByLogin('doc@example.org')).toBeUndefined()
      })

      it('keep what a put says nothing of, also when it comes at the same time as another', async () => {
        const named = { id: clinician, name: 'New', role: 'clinician' } as const
        expect(await store.users.put(named, 0)).toEqual({
          ...named,
          ...{ email: null, passwordHash: null, timeZone: null, schedule: [] },
        })
        await store.users.put(user(), 0)
        expect(await store.users.put(named, 0)).toEqual(user({ name: 'New' }))
        const changes = [{ passwordHash: 'another' }, { email: 'new@example.org' }, { timeZone: 'Europe/Berlin' }]
        await Promise.all(changes.map((change) => store.users.put({ ...named, ...change }, 0)))
        expect(await store.users.find(clinician)).toEqual(user({ name: 'New', ...Object.assign({}, ...changes) }))
      })

      it('may not share an email', async () => {
        await store.users.put(user(), 0)
        await expect(store.users.put(user({ id: patient, email: 'doc@example.org' }), 0)).rejects.toMatchObject({
          failure: { kind: 'conflict' },
        })
        expect(await store.users.find(patient)).toBeUndefined()
      })
    })

    changesContract(() => store)
    sessionStoreContract(
      () => store,
      () => opened,
    )
    refreshTokenContract(() => store, user())
    signInContract(() => store, user())
    erasureContract(() => store)
  })
}

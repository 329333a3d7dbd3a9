import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { OtherNodes } from '../../../../relay/sessions/cache/otherNodes.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { SessionRecord } from '../../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'

const pat = { userId: userIdSchema.parse('pat'), name: 'Pat', role: 'patient' } as const
const doc = { userId: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' } as const
const both = sessionRecord({ participants: [pat, doc] })
const alone: SessionRecord = { ...both, version: 2, participants: [pat] }
const heads = { care: 0, staff: 0 }

describe('a session in memory, while other nodes change it', () => {
  let store: Store
  let nowMs: number
  let isSynced: boolean
  let outdated: SessionRecord[]
  let others: OtherNodes

  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    const { close } = store
    onTestFinished(close)
    await storeSession(store, both)
    nowMs = 0
    isSynced = true
    outdated = []
    others = {
      isSynced: () => isSynced,
      now: () => nowMs,
      adopted: () => undefined,
      behind: () => undefined,
      outdated: (session) => outdated.push(session.record()),
    }
  })

  /** Delays one question: what the store finds is handed over, or the question fails, only when the test lets it. */
  function slowly(question: 'find' | 'list') {
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    let count = 0
    const delayed =
      <Asked extends unknown[], Found>(ask: (...asked: Asked) => Promise<Found>) =>
      async (...given: Asked): Promise<Found> => {
        count += 1
        const found = await ask(...given)
        asked.resolve()
        await answered.promise
        return found
      }
    const { sessions } = store
    const slowed = question === 'find' ? { find: delayed(sessions.find) } : { list: delayed(sessions.list) }
    return {
      slow: { ...store, sessions: { ...sessions, ...slowed } },
      asked: asked.promise,
      answer: answered.resolve,
      fail: answered.reject,
      count: () => count,
    }
  }

  it('is loading, once for all who ask, and then fresh', async () => {
    const { slow, asked, answer, count } = slowly('find')
    const cache = createSessionCache(slow, () => false, others)
    const requests = [cache.get(both.id), cache.get(both.id)]
    await asked
    expect(cache.peek(both.id)).toBeUndefined()
    expect(cache.getFresh(both.id)).toBeUndefined()
    expect(cache.isReading()).toBe(true)
    answer()
    const [first, second] = await Promise.all(requests)
    expect(first?.record()).toEqual(both)
    expect(second).toBe(first)
    expect(cache.getFresh(both.id)).toBe(first)
    expect(await cache.get(both.id)).toBe(first)
    expect(count()).toBe(1)
    expect(cache.isReading()).toBe(false)
  })

  it('is in no state when there is none, or when it could not be read', async () => {
    const { slow, fail } = slowly('find')
    const cache = createSessionCache(slow, () => false, others)
    fail(new Error('away'))
    await expect(cache.get(both.id)).rejects.toThrow('away')
    expect(cache.peek(both.id)).toBeUndefined()
    expect(cache.isReading()).toBe(false)
    expect(await createSessionCache(store, () => false, others).get(sessionIdSchema.parse('s2'))).toBeUndefined()
    expect(cache.all()).toEqual([])
  })

  it('is fresh without reading, until events may have been missed; then stale, loading and fresh again', async () => {
    const { slow, asked, answer } = slowly('find')
    const cache = createSessionCache(slow, () => false, others)
    const found = (await cache.list({ participant: pat.userId }))[0]
    await storeSession(store, alone)
    expect(cache.getFresh(both.id)?.record()).toEqual(both)
    cache.invalidateAll()
    expect(cache.getFresh(both.id)).toBeUndefined()
    expect(cache.peek(both.id)).toBe(found)
    const loading = cache.get(both.id)
    await asked
    expect(cache.getFresh(both.id)).toBeUndefined()
    expect(cache.peek(both.id)).toBe(found)
    expect(cache.inUse()).toEqual([])
    expect(cache.ofParticipant(doc.userId)).toEqual([found])
    answer()
    expect((await loading)?.record()).toEqual(alone)
    expect(cache.getFresh(both.id)).toBe(found)
    expect(outdated).toEqual([alone])
  })

  it('is stale as before when it could not be read again', async () => {
    const { slow, fail } = slowly('find')
    const cache = createSessionCache(slow, () => false, others)
    const found = cache.applyLocal(both, heads)
    cache.invalidateAll()
    fail(new Error('away'))
    await expect(cache.get(both.id)).rejects.toThrow('away')
    expect(cache.peek(both.id)).toBe(found)
    expect(cache.getFresh(both.id)).toBeUndefined()
  })

  it('stays fresh while this node is behind the others, but is read by all who ask meanwhile', async () => {
    const cache = createSessionCache(store, () => false, others)
    await cache.get(both.id)
    await storeSession(store, alone)
    isSynced = false
    expect(cache.getFresh(both.id)).toBeUndefined()
    isSynced = true
    expect(cache.getFresh(both.id)?.record()).toEqual(both)
    isSynced = false
    expect((await cache.get(both.id))?.record()).toEqual(alone)
  })

  it('is stale by what was asked of the store before events were missed', async () => {
    const { slow, asked, answer } = slowly('find')
    const cache = createSessionCache(slow, () => false, others)
    const finding = cache.get(both.id)
    await asked
    cache.invalidateAll()
    answer()
    await finding
    expect(cache.peek(both.id)?.record()).toEqual(both)
    expect(cache.getFresh(both.id)).toBeUndefined()
  })

  it('is stale after a while: a node that all others cannot hear may have changed it', async () => {
    const cache = createSessionCache(store, () => false, others)
    await cache.get(both.id)
    await storeSession(store, alone)
    nowMs = 29_999
    expect(cache.getFresh(both.id)?.record()).toEqual(both)
    nowMs = 30_000
    expect(cache.getFresh(both.id)).toBeUndefined()
    expect((await cache.get(both.id))?.record()).toEqual(alone)
  })

  it('is fresh for as long again once it was found unchanged', async () => {
    const cache = createSessionCache(store, () => false, others)
    const found = await cache.get(both.id)
    nowMs = 30_000
    await cache.refresh([both.id])
    expect(cache.getFresh(both.id)).toBe(found)
    nowMs = 59_999
    expect(cache.getFresh(both.id)).toBe(found)
    expect(outdated).toEqual([])
  })

  it.each(['applyLocal', 'applyRemote'] as const)('is fresh from stale by %s', async (apply) => {
    const cache = createSessionCache(store, () => false, others)
    const found = await cache.get(both.id)
    cache.invalidateAll()
    expect(cache[apply](alone, { care: 3, staff: 1 })).toBe(found)
    expect(cache.getFresh(both.id)?.record()).toEqual(alone)
    expect([found?.head('care'), found?.head('staff')]).toEqual([3, 1])
  })

  it('stays stale when another node announces an older change', async () => {
    const cache = createSessionCache(store, () => false, others)
    cache.applyLocal(alone, heads)
    cache.invalidateAll()
    cache.applyRemote(both, heads)
    expect(cache.peek(both.id)?.record()).toEqual(alone)
    expect(cache.getFresh(both.id)).toBeUndefined()
  })

  it.each(['find', 'list'] as const)('stays as it was changed while an older state is read by %s', async (question) => {
    const { slow, asked, answer } = slowly(question)
    const cache = createSessionCache(slow, () => false, others)
    const reading = question === 'find' ? cache.get(both.id) : cache.list({ participant: pat.userId })
    await asked
    await storeSession(store, alone)
    const applied = cache.applyRemote(alone, heads)
    answer()
    expect([await reading].flat()).toEqual([applied])
    expect(cache.getFresh(both.id)?.record()).toEqual(alone)
    expect(outdated).toEqual([])
  })

  it('has the names that were changed last, in the same version', async () => {
    const renamed = { ...both, participants: [pat, { ...doc, name: 'Dr Doc' }] }
    const { slow, asked, answer } = slowly('list')
    const cache = createSessionCache(slow, () => false, others)
    expect(cache.rename(renamed)).toBeUndefined()
    const found = cache.applyLocal(both, heads)
    const listing = cache.list({ participant: pat.userId })
    await asked
    expect(cache.rename(renamed)).toBe(found)
    answer()
    await listing
    expect(cache.getFresh(both.id)?.record()).toEqual(renamed)
    cache.applyLocal(alone, heads)
    expect(cache.rename(renamed)?.record()).toEqual(alone)
  })

  it('keeps the names that a later reading found, when an earlier one ends after it', async () => {
    const { slow, asked, answer } = slowly('list')
    const cache = createSessionCache(slow, () => false, others)
    await cache.get(both.id)
    const listing = cache.list({ participant: pat.userId })
    await asked
    await store.users.put({ id: doc.userId, name: 'Dr Doc', role: doc.role }, 0)
    await cache.reload(both.id)
    answer()
    await listing
    expect(cache.peek(both.id)?.participant(doc.userId)?.name).toBe('Dr Doc')
    expect(outdated).toHaveLength(1)
  })

  it('of a node that is alone is always fresh', async () => {
    const cache = createSessionCache(store, () => false)
    await cache.get(both.id)
    cache.invalidateAll()
    nowMs = 3_600_000
    expect(cache.getFresh(both.id)?.record()).toEqual(both)
  })
})

describe('more sessions than a node keeps in memory', () => {
  it('are listed with their heads each time, whatever was forgotten while others came in', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    onTestFinished(store.close)
    const records = Array.from({ length: 20_001 }, (_, index) =>
      sessionRecord({ id: sessionIdSchema.parse(`s${String(index).padStart(5, '0')}`), participants: [pat] }),
    )
    const log = {
      ...store.log,
      heads: async (ids: readonly SessionId[]) =>
        ids.map((sessionId) => ({ sessionId, thread: 'care' as const, head: 7 })),
    }
    const list: Store['sessions']['list'] = async (_, { after, limit } = { after: null, limit: records.length }) => {
      const start = after === null ? 0 : records.findIndex(({ id }) => id === after) + 1
      return records.slice(start, start + limit)
    }
    const many = { ...store, log, sessions: { ...store.sessions, list } }
    const cache = createSessionCache(many, () => false)
    for (const _ of ['first', 'second', 'third']) {
      const sessions = await cache.list({ participant: pat.userId })
      expect(sessions.filter((session) => session.head('care') !== 7)).toEqual([])
      expect(sessions).toHaveLength(records.length)
    }
  }, 30_000)
})

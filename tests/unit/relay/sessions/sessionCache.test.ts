import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createSessionCache, type OtherNodes } from '../../../../relay/sessions/cache/sessionCache.ts'
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
  let outdated: SessionRecord[]
  let others: OtherNodes

  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    const { close } = store
    onTestFinished(close)
    await storeSession(store, both)
    nowMs = 0
    outdated = []
    others = {
      isSynced: () => true,
      now: () => nowMs,
      adopted: () => undefined,
      behind: () => undefined,
      outdated: (session) => outdated.push(session.record()),
    }
  })

  /** The store, but for this question: what it finds is handed over only when the test lets it. */
  function slowly(question: 'find' | 'list') {
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    const held =
      <Asked extends unknown[], Found>(ask: (...asked: Asked) => Promise<Found>) =>
      async (...given: Asked): Promise<Found> => {
        const found = await ask(...given)
        asked.resolve()
        await answered.promise
        return found
      }
    const { sessions } = store
    const slowed = question === 'find' ? { find: held(sessions.find) } : { list: held(sessions.list) }
    return { slow: { ...store, sessions: { ...sessions, ...slowed } }, asked: asked.promise, answer: answered.resolve }
  }

  it('is known without reading, until news may have been missed; then it is read before it is known again', async () => {
    const directory = createSessionCache(store, () => false, others)
    const found = await directory.find(both.id)
    await storeSession(store, alone)
    expect(directory.known(both.id)?.record()).toEqual(both)
    directory.distrust()
    expect(directory.known(both.id)).toBeUndefined()
    expect(directory.held(both.id)).toBe(found)
    expect((await directory.find(both.id))?.record()).toEqual(alone)
    expect(directory.known(both.id)).toBe(found)
    expect(outdated).toEqual([alone])
  })

  it('is not known by what was asked of the store before news were missed', async () => {
    const { slow, asked, answer } = slowly('find')
    const directory = createSessionCache(slow, () => false, others)
    const finding = directory.find(both.id)
    await asked
    directory.distrust()
    answer()
    await finding
    expect(directory.known(both.id)).toBeUndefined()
  })

  it('is read again after a while: a node that all others cannot hear may have changed it', async () => {
    const directory = createSessionCache(store, () => false, others)
    await directory.find(both.id)
    await storeSession(store, alone)
    nowMs = 29_999
    expect(directory.known(both.id)?.record()).toEqual(both)
    nowMs = 30_000
    expect(directory.known(both.id)).toBeUndefined()
    expect((await directory.find(both.id))?.record()).toEqual(alone)
  })

  it('stays as news tell that come while an older state of it is being read', async () => {
    const { slow, asked, answer } = slowly('list')
    const directory = createSessionCache(slow, () => false, others)
    const listing = directory.list({ participant: pat.userId })
    await asked
    await storeSession(store, alone)
    directory.takeOver(alone, heads)
    answer()
    expect((await listing).map((session) => session.record())).toEqual([alone])
    expect(directory.held(both.id)?.record()).toEqual(alone)
    expect(outdated).toEqual([])
  })

  it('of a node that is alone is always known', async () => {
    const directory = createSessionCache(store, () => false)
    await directory.find(both.id)
    directory.distrust()
    nowMs = 3_600_000
    expect(directory.known(both.id)?.record()).toEqual(both)
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
    const directory = createSessionCache(many, () => false)
    for (const _ of ['first', 'second', 'third']) {
      const sessions = await directory.list({ participant: pat.userId })
      expect(sessions.filter((session) => session.head('care') !== 7)).toEqual([])
      expect(sessions).toHaveLength(records.length)
    }
  }, 30_000)
})

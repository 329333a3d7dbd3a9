import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createIndexWords } from '../../../../relay/sessions/finding/indexWords.ts'
import type { ThreadKey } from '../../../../relay/store/log/ranges.ts'
import type { WordStore } from '../../../../relay/store/words/wordStore.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const thread = (id: string): ThreadKey => ({ sessionId: sessionIdSchema.parse(id), thread: 'care' })

function openIndexing(backlog: readonly ThreadKey[] = []) {
  const clock = createFakeClock()
  const indexed: string[] = []
  const logged: unknown[] = []
  let failures = 0
  let looks = 0
  let utilization = 0
  let left: ThreadKey[] = []
  const words: Pick<WordStore, 'index' | 'backlog'> = {
    index: async (threads) => {
      if (failures > 0) {
        failures -= 1
        throw new Error('the database is away')
      }
      indexed.push(...threads.map(({ sessionId }) => sessionId))
      return left.splice(0)
    },
    backlog: async () => {
      looks += 1
      return { threads: looks === 1 ? [...backlog] : [], last: null }
    },
  }
  const store = { words: { ...words, find: async () => [], states: async () => [] } }
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) })
  const indexing = createIndexWords({ store, clock, log, utilization: () => utilization })
  return {
    ...{ clock, indexed, logged, indexing },
    looks: () => looks,
    /** The node has something to do for this share of the time. */
    occupy: (share: number) => {
      utilization = share
    },
    fail: (times: number) => {
      failures = times
    },
    leave: (threads: ThreadKey[]) => {
      left = threads
    },
    /** Moves the clock on in small steps, between which what was begun goes on. */
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        clock.advance(100)
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      }
    },
  }
}

describe('the index of words', () => {
  it('takes in what there is at the start, and then what is appended, once it is quiet', async () => {
    const { indexing, indexed, pass } = openIndexing([thread('old')])
    indexing.start()
    await pass(1_000)
    expect(indexed).toEqual(['old'])
    indexing.appended(thread('new'))
    await pass(400)
    indexing.appended(thread('new'))
    await pass(400)
    expect(indexed).toEqual(['old'])
    await pass(700)
    expect(indexed).toEqual(['old', 'new'])
    await indexing.stop()
  })

  it('waits 30 s for quiet, and no longer', async () => {
    const { indexing, indexed, pass } = openIndexing()
    indexing.start()
    await pass(1_000)
    for (let second = 0; second < 28; second += 1) {
      indexing.appended(thread('busy'))
      for (let part = 0; part < 10; part += 1) {
        indexing.appended(thread('busy'))
        await pass(100)
      }
    }
    expect(indexed).toEqual([])
    for (let part = 0; part < 50; part += 1) {
      indexing.appended(thread('busy'))
      await pass(100)
    }
    expect(indexed).toContain('busy')
    await indexing.stop()
  })

  it('waits while the node has much else to do, such as those who come back after a start, for 30 s and no longer', async () => {
    const { indexing, indexed, pass, occupy } = openIndexing()
    indexing.start()
    await pass(1_000)
    occupy(0.9)
    indexing.appended(thread('stormed'))
    await pass(20_000)
    expect(indexed).toEqual([])
    occupy(0.2)
    await pass(1_000)
    expect(indexed).toEqual(['stormed'])
    occupy(0.9)
    indexing.appended(thread('long'))
    await pass(28_000)
    expect(indexed).toEqual(['stormed'])
    await pass(5_000)
    expect(indexed).toEqual(['stormed', 'long'])
    await indexing.stop()
  })

  it('goes on with what is left, and tries again 30 s after the database failed', async () => {
    const { indexing, indexed, logged, pass, fail, leave } = openIndexing()
    indexing.start()
    await pass(1_000)
    leave([thread('long')])
    indexing.appended(thread('long'))
    await pass(2_000)
    expect(indexed).toEqual(['long', 'long'])
    fail(1)
    indexing.appended(thread('later'))
    await pass(20_000)
    expect(indexed).toEqual(['long', 'long'])
    expect(logged).toHaveLength(1)
    await pass(15_000)
    expect(indexed).toEqual(['long', 'long', 'later'])
    await indexing.stop()
  })

  it('looks at all threads again after ten minutes, and at nothing once it is stopped', async () => {
    const { indexing, indexed, looks, pass } = openIndexing()
    indexing.start()
    await pass(590_000)
    expect(looks()).toBe(1)
    await pass(20_000)
    expect(looks()).toBe(2)
    await indexing.stop()
    indexing.appended(thread('late'))
    await pass(700_000)
    expect([looks(), indexed]).toEqual([2, []])
  })
})

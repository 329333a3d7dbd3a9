import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createBatchScheduler, immediate } from '../../../../relay/sessions/messages/createBatchScheduler.ts'
import { createGroupCommit } from '../../../../relay/sessions/messages/groupCommit.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const log = pino({ level: 'silent' })

function setUp(commit: (requests: readonly string[]) => Promise<readonly string[]>, largestBatch = 10) {
  return createGroupCommit<string, string>({ commit, largestBatch, scheduler: immediate(setImmediate), log })
}

describe('group commit', () => {
  it('puts what arrives in one turn into one commit, and what arrives during it into the next', async () => {
    const batches: (readonly string[])[] = []
    let finish: () => void = () => undefined
    const group = setUp(async (requests) => {
      batches.push(requests)
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return requests.map((request) => request.toUpperCase())
    })
    const first = Promise.all([group.add('a'), group.add('b')])
    await expect.poll(() => batches.length).toBe(1)
    const second = Promise.all([group.add('c'), group.add('d')])
    let isSettled = false
    const settled = first.then(() => {
      isSettled = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isSettled).toBe(false)
    finish()
    await settled
    expect(await first).toEqual(['A', 'B'])
    await expect.poll(() => batches.length).toBe(2)
    finish()
    expect(await second).toEqual(['C', 'D'])
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('waits for what each further turn brings, a few turns at the most, where it is given turns', async () => {
    const batches: (readonly string[])[] = []
    const turns: (() => void)[] = []
    const nextTurn = (task: () => void) => void turns.push(task)
    const group = createGroupCommit<string, string>({
      commit: async (requests) => {
        batches.push(requests)
        return requests
      },
      largestBatch: 10,
      scheduler: immediate(nextTurn),
      nextTurn,
      log,
    })
    const turn = () => turns.shift()?.()
    const quiet = [group.add('a')]
    turn()
    quiet.push(group.add('b'))
    turn()
    expect(batches).toEqual([])
    turn()
    await Promise.all(quiet)
    expect(batches).toEqual([['a', 'b']])

    const busy: Promise<string>[] = []
    for (const text of ['c', 'd', 'e', 'f', 'g', 'h']) {
      busy.push(group.add(text))
      turn()
    }
    expect(batches.at(-1)).toEqual(['c', 'd', 'e', 'f', 'g'])
    while (turns.length > 0 || batches.length < 3) {
      turn()
      await Promise.resolve()
    }
    await Promise.all(busy)
    expect(batches.at(-1)).toEqual(['h'])
  })

  it('keeps to the largest batch, and to the order', async () => {
    const batches: (readonly string[])[] = []
    const group = setUp(async (requests) => {
      batches.push(requests)
      return requests
    }, 2)
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(group.add))
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('refuses everyone in a commit that fails, to be tried again later', async () => {
    const group = setUp(async () => {
      throw new FailureError('diskFull', 'full')
    })
    const results = await Promise.allSettled([group.add('a'), group.add('b')])
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { failure: { kind: 'diskFull' } } })
  })

  it('lets a defect in one request harm no other', async () => {
    const group = setUp(async (requests) => {
      if (requests.includes('bad')) throw new TypeError('defect')
      return requests
    })
    const results = await Promise.allSettled([group.add('a'), group.add('bad'), group.add('b')])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('is drained when all is committed or refused', async () => {
    const done: string[] = []
    const group = setUp(async (requests) => {
      done.push(...requests)
      return requests
    }, 1)
    await group.drain()
    const added = ['a', 'b', 'c'].map(group.add)
    await group.drain()
    expect(done).toEqual(['a', 'b', 'c'])
    await Promise.all(added)
  })
})

describe('group commit with a rest', () => {
  it('lets what comes meanwhile share the next commit, and ends the rest when enough wait', async () => {
    const clock = createFakeClock()
    const batches: (readonly string[])[] = []
    const scheduler = createBatchScheduler({ restMs: 2, after: clock.after, nextTurn: setImmediate })
    const commit = async (requests: readonly string[]) => {
      batches.push(requests)
      return requests
    }
    const group = createGroupCommit<string, string>({ commit, largestBatch: 100, scheduler, enough: 3, log })
    await group.add('a')
    const few = ['b', 'c'].map(group.add)
    await new Promise(setImmediate)
    expect(batches).toEqual([['a']])
    clock.advance(2)
    await Promise.all(few)
    await Promise.all(['d', 'e', 'f'].map(group.add))
    expect(batches).toEqual([['a'], ['b', 'c'], ['d', 'e', 'f']])
  })
})

describe('the scheduler', () => {
  it('runs the first task at once and the next after the rest', () => {
    const clock = createFakeClock()
    const ran: number[] = []
    const scheduler = createBatchScheduler({ restMs: 25, after: clock.after, nextTurn: (task) => task() })
    scheduler.run(() => ran.push(1))
    clock.advance(10)
    scheduler.run(() => ran.push(2))
    expect(ran).toEqual([1])
    clock.advance(15)
    expect(ran).toEqual([1, 2])
    clock.advance(10)
    scheduler.run(() => ran.push(3))
    expect(ran).toEqual([1, 2])
    clock.advance(15)
    expect(ran).toEqual([1, 2, 3])
    clock.advance(100)
    scheduler.run(() => ran.push(4))
    expect(ran).toEqual([1, 2, 3, 4])
  })

  it('runs what waits at once when it is hurried, and rests after it', () => {
    const clock = createFakeClock()
    const ran: number[] = []
    const scheduler = createBatchScheduler({ restMs: 25, after: clock.after, nextTurn: (task) => task() })
    scheduler.flushNow()
    scheduler.run(() => ran.push(1))
    clock.advance(10)
    scheduler.run(() => ran.push(2))
    scheduler.flushNow()
    expect(ran).toEqual([1, 2])
    scheduler.run(() => ran.push(3))
    clock.advance(24)
    expect(ran).toEqual([1, 2])
    clock.advance(1)
    expect(ran).toEqual([1, 2, 3])
  })
})

import { expect, test } from 'vitest'
import { createTurns, type TurnsParts } from '../../../../relay/limits/createTurns.ts'

/** Turns of an event loop that the test owns. */
function openTurns(parts: Partial<Pick<TurnsParts, 'atOnce' | 'waitingAtMost' | 'rest'>> = {}) {
  const tasks: (() => void)[] = []
  const turns = createTurns({
    nextTurn: (task) => void tasks.push(task),
    costOfTurn: 100,
    atOnce: parts.atOnce ?? 4,
    waitingAtMost: parts.waitingAtMost ?? 100,
    ...(parts.rest && { rest: parts.rest }),
  })
  const settle = () => new Promise((resolve) => void setImmediate(resolve))
  return {
    turns,
    settle,
    turn: async () => {
      for (const task of tasks.splice(0)) task()
      await settle()
    },
  }
}

test('what one asks for often lets another, who comes later, begin before most of it', async () => {
  const { turns, turn, settle } = openTurns()
  const began: string[] = []
  const ask = (user: string, cost: number) => turns(user, cost, async () => void began.push(user))
  const all = [...Array.from({ length: 20 }, () => ask('greedy', 100)), ask('modest', 100)]
  await settle()
  expect(began).toEqual(['greedy'])
  await turn()
  await turn()
  expect(began).toContain('modest')
  for (let left = 0; left < 25; left += 1) await turn()
  await Promise.all(all)
  expect(began).toHaveLength(21)
})

test('small things begin together in one turn, and large ones have a turn each', async () => {
  const { turns, turn, settle } = openTurns({ atOnce: 100 })
  let began = 0
  const ask = (cost: number) =>
    void turns('someone', cost, async () => {
      began += 1
      await new Promise(() => undefined)
    })
  for (let asked = 0; asked < 12; asked += 1) ask(10)
  await settle()
  expect(began).toBe(10)
  await turn()
  expect(began).toBe(12)
  await turn()
  const large = (user: string) =>
    void turns(user, 500, async () => {
      began += 1
    })
  for (const user of ['one', 'two', 'three']) large(user)
  await settle()
  expect(began).toBe(13)
  await turn()
  expect(began).toBe(14)
})

test('of one user one large thing is under way at a time, and rests; small ones before it go on', async () => {
  const rests: { readonly cost: number; readonly end: () => void }[] = []
  const { turns, turn } = openTurns({ rest: (cost, end) => void rests.push({ cost, end }) })
  const began: string[] = []
  const ask = (user: string, name: string, cost: number) =>
    turns(
      user,
      cost,
      async () => void began.push(name),
      () => 300,
    )
  const first = ask('someone', 'first', 100)
  const small = ask('someone', 'small', 1)
  const second = ask('someone', 'second', 100)
  const others = ask('other', 'theirs', 100)
  for (let turned = 0; turned < 3; turned += 1) await turn()
  await Promise.all([first, small, others])
  expect(began).toEqual(['first', 'small', 'theirs'])
  expect(rests.map(({ cost }) => cost)).toEqual([400, 400])
  rests[0]?.end()
  await turn()
  await second
  expect(began).toEqual(['first', 'small', 'theirs', 'second'])
})

test('no more of one user is under way at once than may be, and what is too much is refused', async () => {
  const { turns, turn, settle } = openTurns({ atOnce: 2, waitingAtMost: 3 })
  const held: (() => void)[] = []
  const ask = () => turns('someone', 1, () => new Promise<void>((resolve) => void held.push(resolve)))
  const asked = Array.from({ length: 5 }, ask)
  await settle()
  expect(held).toHaveLength(2)
  await expect(ask()).rejects.toMatchObject({ failure: { kind: 'rateLimited' } })
  for (let done = 0; done < 5; done += 1) {
    held[done]?.()
    await settle()
    await turn()
  }
  await Promise.all(asked)
})

test('what fails makes room for what waits', async () => {
  const { turns, turn } = openTurns({ atOnce: 1 })
  const failed = turns('someone', 1, async () => {
    throw new Error('no')
  })
  const next = turns('someone', 1, async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  await turn()
  expect(await next).toBe('yes')
})

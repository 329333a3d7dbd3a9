import { expect, test } from 'vitest'
import { createPause } from '../../../../relay/sessions/sync/pause.ts'

test('of all that takes long, one piece is done in a turn, in the order in which they paused', async () => {
  const tasks: (() => void)[] = []
  const pause = createPause((task) => void tasks.push(task))
  const turn = async () => {
    for (const task of tasks.splice(0)) task()
    await new Promise((resolve) => void setImmediate(resolve))
  }
  const done: string[] = []
  async function work(name: string): Promise<void> {
    for (const piece of [1, 2, 3]) {
      await pause()
      done.push(`${name}${piece}`)
    }
  }
  const all = Promise.all([work('a'), work('b')])
  const perTurn: string[] = []
  for (let turns = 0; turns < 6; turns += 1) {
    await turn()
    perTurn.push(done.splice(0).join())
  }
  await all
  expect(perTurn).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
  expect(tasks).toEqual([])
})

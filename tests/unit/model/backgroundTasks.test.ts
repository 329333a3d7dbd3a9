import { expect, it } from 'vitest'
import { createBackgroundTasks } from '../../../src/shared/model/timing/backgroundTasks.ts'

it('is settled when no task is left, of those added meanwhile either', async () => {
  const finished: number[] = []
  const tasks = createBackgroundTasks(() => undefined)
  const later = async (n: number) => {
    await Promise.resolve()
    if (n < 3) tasks.add(later(n + 1))
    finished.push(n)
  }
  tasks.add(later(1))
  await tasks.settled()
  expect(finished).toEqual([1, 2, 3])
  await tasks.settled()
})

it('reports a task that fails, and goes on', async () => {
  const errors: unknown[] = []
  const tasks = createBackgroundTasks((error) => errors.push(error))
  const failure = new Error('lost')
  tasks.add(Promise.reject(failure))
  tasks.add(Promise.resolve())
  await tasks.settled()
  expect(errors).toEqual([failure])
})

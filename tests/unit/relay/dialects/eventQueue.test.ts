import { expect, it } from 'vitest'
import { createEventQueue } from '../../../../relay/dialects/serving/connections/eventQueue.ts'

it('serves events one after the other, once the connection is ready', async () => {
  const ready = Promise.withResolvers<void>()
  const queue = createEventQueue(ready.promise)
  const served: string[] = []
  const first = Promise.withResolvers<void>()
  const done = [
    queue.add(async () => {
      await first.promise
      served.push('first')
    }),
    queue.add(async () => void served.push('second')),
  ]
  first.resolve()
  await Promise.resolve()
  expect(served).toEqual([])
  ready.resolve()
  await Promise.all(done)
  expect(served).toEqual(['first', 'second'])
})

it('is full while 1,000 events wait, and takes more when one of them is under way', async () => {
  const ready = Promise.withResolvers<void>()
  const queue = createEventQueue(ready.promise)
  const done = Array.from({ length: 1_000 }, () => queue.add(async () => undefined))
  expect(queue.isFull()).toBe(true)
  ready.resolve()
  await done[0]
  expect(queue.isFull()).toBe(false)
  await Promise.all(done)
})

import { expect, test } from 'vitest'
import { createSerialize } from '../../../src/shared/model/timing/serialize.ts'

test('begins a task when the one before it has ended', async () => {
  const serialize = createSerialize()
  const first = Promise.withResolvers<string>()
  const begun: string[] = []
  const results = Promise.all([
    serialize(() => {
      begun.push('first')
      return first.promise
    }),
    serialize(async () => {
      begun.push('second')
      return 2
    }),
  ])
  await Promise.resolve()
  expect(begun).toEqual(['first'])
  first.resolve('one')
  expect(await results).toEqual(['one', 2])
  expect(begun).toEqual(['first', 'second'])
})

test('goes on after a task that failed, whose failure reaches its own caller only', async () => {
  const serialize = createSerialize()
  const failing = serialize(() => Promise.reject(new Error('no room')))
  const next = serialize(async () => 'done')
  await expect(failing).rejects.toThrow('no room')
  expect(await next).toBe('done')
})

import { expect, it } from 'vitest'
import { createSerializeById } from '../../../../relay/sessions/lifecycle/serializeById.ts'

it('runs tasks of one id in their order, one at a time, and those of another beside them', async () => {
  const serialize = createSerializeById<string>()
  const gate = Promise.withResolvers<void>()
  const steps: string[] = []
  const task = (name: string, until?: Promise<void>) => async () => {
    steps.push(`${name} begins`)
    await until
    steps.push(`${name} ends`)
    return name
  }
  const first = serialize('a', task('first', gate.promise))
  const second = serialize('a', task('second'))
  expect(await serialize('b', task('other'))).toBe('other')
  expect(steps).toEqual(['first begins', 'other begins', 'other ends'])
  gate.resolve()
  expect(await Promise.all([first, second])).toEqual(['first', 'second'])
  expect(steps.slice(3)).toEqual(['first ends', 'second begins', 'second ends'])
})

it('goes on after a task that failed', async () => {
  const serialize = createSerializeById<string>()
  const failed = serialize('a', () => Promise.reject(new Error('no')))
  const next = serialize('a', async () => 'next')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('next')
})

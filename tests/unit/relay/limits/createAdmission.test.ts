import { expect, test } from 'vitest'
import { BusyError } from '../../../../relay/limits/busyError.ts'
import { createAdmission } from '../../../../relay/limits/createAdmission.ts'

test('who comes while as many are in as may be is refused before anything is done, and told when to come again', async () => {
  const admit = createAdmission({ atOnce: 2, retryAfterMs: 3_000 })
  const ends: (() => void)[] = []
  const enter = () => admit(() => new Promise<string>((resolve) => ends.push(() => resolve('done'))))
  const inside = [enter(), enter()]
  await expect(enter()).rejects.toMatchObject({ failure: { kind: 'unavailable' }, retryAfterMs: 3_000 })
  await expect(enter()).rejects.toBeInstanceOf(BusyError)
  expect(ends).toHaveLength(2)
  ends[0]?.()
  expect(await inside[0]).toBe('done')
  const next = enter()
  for (const end of ends) end()
  expect(await Promise.all([inside[1], next])).toEqual(['done', 'done'])
})

test('work that fails makes room too', async () => {
  const admit = createAdmission({ atOnce: 1, retryAfterMs: 1 })
  const failing = admit(() => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await admit(async () => 'in')).toBe('in')
})

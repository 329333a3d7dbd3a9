import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { deriveKey } from '../../../../relay/accounts/deriveKey.ts'
import { createPasswordWorkers } from '../../../../relay/accounts/passwordWorkers.ts'

const cheap = { log2N: 4, r: 8, p: 1 }
const quick = { log2N: 12, r: 8, p: 1 }
const costly = { log2N: 14, r: 8, p: 2 }

test('a worker derives the same key as Node does', async () => {
  const workers = createPasswordWorkers()
  onTestFinished(workers.close)
  const salt = randomBytes(16)
  expect(await workers.deriveKey('pässword', salt, cheap)).toEqual(await deriveKey('pässword', salt, cheap))
})

test('a flood of passwords is refused with how long to wait, and files are read meanwhile', async () => {
  const workers = createPasswordWorkers()
  onTestFinished(workers.close)
  let done = 0
  const asked = Array.from({ length: 100 }, () =>
    workers.deriveKey('wrong', randomBytes(16), quick).finally(() => {
      done += 1
    }),
  )
  const outcomes = Promise.allSettled(asked)
  await readFile(import.meta.filename)
  expect(done).toBeLessThan(100)
  const refused = (await outcomes).filter(({ status }) => status === 'rejected')
  // 40 wait, and one or two are worked on, by the cores that there are.
  expect([58, 59]).toContain(refused.length)
  for (const outcome of refused)
    expect(outcome).toMatchObject({ reason: { failure: { kind: 'unavailable' }, retryAfterMs: expect.any(Number) } })
})

test('what waits is refused when the workers are closed', async () => {
  const workers = createPasswordWorkers()
  const asked = Promise.allSettled(Array.from({ length: 10 }, () => workers.deriveKey('x', randomBytes(16), costly)))
  await workers.close()
  const outcomes = await asked
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
  await expect(workers.deriveKey('x', randomBytes(16), cheap)).rejects.toMatchObject({
    failure: { kind: 'unavailable' },
  })
})

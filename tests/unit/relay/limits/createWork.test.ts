import { expect, it } from 'vitest'
import { createRateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import { createWork } from '../../../../relay/limits/createWork.ts'
import { rateLimits } from '../../../../relay/limits/rateLimits.ts'
import { workCosts } from '../../../../relay/limits/workCosts.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'

const principal = { userId: userIdSchema.parse('u-1') }
const other = { userId: userIdSchema.parse('u-2') }
const most = workCosts.countedAtOnce * 3
const factor = most / rateLimits.workAsUser.points
const refused = { failure: { kind: 'rateLimited' } }

it('counts what is too little to be counted by itself once it has come to enough', async () => {
  const work = createWork(createRateLimiter({ factor }), (_key, _cost, run) => run())
  let done = 0
  const receipt = () =>
    work(principal, 1, async () => {
      done += 1
    })
  for (let sent = 0; sent < most; sent += 1) await receipt()
  const further = await Promise.allSettled(Array.from({ length: workCosts.countedAtOnce }, receipt))
  expect(further.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(done).toBe(most + workCosts.countedAtOnce - 1)
  await work(other, workCosts.countedAtOnce, async () => undefined)
})

it('refuses before it begins, and never for what is done already', async () => {
  const work = createWork(createRateLimiter({ factor }), (_key, _cost, run) => run())
  expect(
    await work(
      principal,
      1,
      async () => 'done',
      () => most * 2,
    ),
  ).toBe('done')
  await expect(work(principal, workCosts.countedAtOnce, async () => 'again')).rejects.toMatchObject(refused)
})

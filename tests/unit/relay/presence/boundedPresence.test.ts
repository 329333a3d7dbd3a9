import { expect, test } from 'vitest'
import { itemFrames } from '../../../../relay/native/itemFrames.ts'
import { createPresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const visit = (registry: ReturnType<typeof createPresenceRegistry>, name: string) => {
  const userId = userIdSchema.parse(name)
  registry.arrive({ userId, connectionId: name, deviceKey: name })
  registry.leave(userId, name)
}

test('of 20,000 people who came and went, only those who left last are kept', () => {
  const registry = createPresenceRegistry(createFakeClock(), () => undefined)
  for (let count = 0; count < 20_000; count += 1) visit(registry, `passer-${count}`)
  const kept = registry.all().map(({ userId }) => userId)
  expect(kept).toHaveLength(5_000)
  expect(kept).toContain('passer-19999')
  expect(kept).not.toContain('passer-0')
})

test('who has been away for a day is forgotten, and who is there is not', () => {
  const clock = createFakeClock()
  const registry = createPresenceRegistry(clock, () => undefined)
  const there = userIdSchema.parse('there')
  registry.arrive({ userId: there, connectionId: 'there', deviceKey: 'there' })
  visit(registry, 'yesterday')
  clock.advance(25 * 3_600_000)
  visit(registry, 'today')
  expect(registry.all().map(({ userId }) => userId)).toEqual(['there', 'today'])
})

test('a list of any length goes out in frames that each fit, with every item once and in order', () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({
    userId: `user-${index}`,
    customStatus: 'ü'.repeat(100),
  }))
  const frames = itemFrames(items, 1024 * 1024, () => 2_500)
  expect(frames.length).toBeGreaterThan(1)
  for (const frame of frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(1024 * 1024)
  expect(frames.flat()).toEqual(items)
})

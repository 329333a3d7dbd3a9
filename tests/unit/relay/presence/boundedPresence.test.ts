import { expect, test } from 'vitest'
import { itemFrames } from '../../../../relay/native/itemFrames.ts'
import { createPresenceBoard } from '../../../../relay/presence/presence.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const visit = (board: ReturnType<typeof createPresenceBoard>, name: string) => {
  const userId = userIdSchema.parse(name)
  board.arrive({ userId, connectionId: name, deviceKey: name })
  board.leave(userId, name)
}

test('of 20,000 people who came and went, only those who left last are kept', () => {
  const board = createPresenceBoard(createFakeClock(), () => undefined)
  for (let count = 0; count < 20_000; count += 1) visit(board, `passer-${count}`)
  const kept = board.all().map(({ userId }) => userId)
  expect(kept).toHaveLength(5_000)
  expect(kept).toContain('passer-19999')
  expect(kept).not.toContain('passer-0')
})

test('who has been away for a day is forgotten, and who is there is not', () => {
  const clock = createFakeClock()
  const board = createPresenceBoard(clock, () => undefined)
  const there = userIdSchema.parse('there')
  board.arrive({ userId: there, connectionId: 'there', deviceKey: 'there' })
  visit(board, 'yesterday')
  clock.advance(25 * 3_600_000)
  visit(board, 'today')
  expect(board.all().map(({ userId }) => userId)).toEqual(['there', 'today'])
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

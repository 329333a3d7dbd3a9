import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'

export interface LastSeen {
  /** The last device of the user has gone now. */
  readonly record: (userId: UserId) => void
  /** Returns the instant in ms since 1970. */
  readonly of: (userId: UserId) => number | undefined
  readonly userIds: () => Iterable<UserId>
}

/** Users who are offline of whom it is remembered since when: so many of those who left last, and each for so long. */
const rememberedAtMost = 5_000
const rememberedForMs = 24 * 3_600_000

/** Creates the record of when users who are offline were last seen. */
export function createLastSeen(clock: Pick<Clock, 'now'>): LastSeen {
  const atMsByUser = new Map<UserId, number>()
  return {
    record: (userId) => {
      const nowMs = clock.now()
      // Deleting first puts the user at the end: those who left first are the first ones.
      atMsByUser.delete(userId)
      atMsByUser.set(userId, nowMs)
      for (const [leftFirst, atMs] of atMsByUser) {
        if (atMsByUser.size <= rememberedAtMost && nowMs - atMs < rememberedForMs) break
        atMsByUser.delete(leftFirst)
      }
    },
    of: (userId) => atMsByUser.get(userId),
    userIds: () => atMsByUser.keys(),
  }
}

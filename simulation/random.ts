import { v7 } from 'uuid'
import { type EntryId, entryIdSchema } from '../src/shared/model/ids.ts'

/** The next number from 0 (included) to 1 (excluded). */
export type Random = () => number

/** A generator (mulberry32) that gives the same numbers for the same seed, so that a run can be repeated. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number from `low` to `high`, evenly spread. */
export function randomBetween(random: Random, low: number, high: number): number {
  return low + random() * (high - low)
}

/** One of the items, each as likely; undefined when there are none. */
export function pickOne<T>(random: Random, items: readonly T[]): T | undefined {
  return items[Math.floor(random() * items.length)]
}

/** A UUIDv7 of the given instant. */
export function createEntryId(random: Random, nowMs: number): EntryId {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))
  return entryIdSchema.parse(v7({ msecs: nowMs, random: bytes }))
}

/** A UUID that depends on the generator only: for the id of a device. */
export function createDeviceId(random: Random): string {
  return createEntryId(random, Math.floor(random() * 2 ** 40))
}

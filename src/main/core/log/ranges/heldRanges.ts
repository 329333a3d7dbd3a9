import type { HeldRange } from '../../../storage/rangeStore.ts'

/*
 * The arithmetic of what is held of a thread: ranges, ascending, of which no two overlap or touch. Nothing here changes what it is given.
 */

type Ranges = readonly HeldRange[]

/** Returns the ranges with one more, joined to those that it overlaps or touches. */
export function withRange(ranges: Ranges, added: HeldRange): HeldRange[] {
  const touches = ({ fromSeq, upToSeq }: HeldRange) => fromSeq <= added.upToSeq + 1 && upToSeq >= added.fromSeq - 1
  const joined = [...ranges.filter(touches), added]
  const whole = {
    fromSeq: Math.min(...joined.map(({ fromSeq }) => fromSeq)),
    upToSeq: Math.max(...joined.map(({ upToSeq }) => upToSeq)),
  }
  return [...ranges.filter((range) => !touches(range)), whole].sort((a, b) => a.fromSeq - b.fromSeq)
}

/** Returns the ranges without anything outside these bounds. */
export function withinBounds(ranges: Ranges, { fromSeq, upToSeq }: HeldRange): HeldRange[] {
  return ranges
    .map((range) => ({ fromSeq: Math.max(range.fromSeq, fromSeq), upToSeq: Math.min(range.upToSeq, upToSeq) }))
    .filter((range) => range.fromSeq <= range.upToSeq)
}

/** Returns the range that a `seq` lies in. */
export function rangeAt(ranges: Ranges, seq: number): HeldRange | undefined {
  return ranges.find(({ fromSeq, upToSeq }) => fromSeq <= seq && seq <= upToSeq)
}

/** Returns the last `seq` that is held up to and including this one; 0 where there is none. */
export function lastHeldUpTo(ranges: Ranges, seq: number): number {
  return Math.max(0, ...ranges.filter(({ fromSeq }) => fromSeq <= seq).map(({ upToSeq }) => Math.min(upToSeq, seq)))
}

/** Returns whether everything after one `seq` up to and including another is held. */
export function isHeldAfter(ranges: Ranges, after: number, upToSeq: number): boolean {
  return after >= upToSeq || (rangeAt(ranges, after + 1)?.upToSeq ?? 0) >= upToSeq
}

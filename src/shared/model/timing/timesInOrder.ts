/**
 * The times of entries of one thread by ascending `seq`, made to follow that order: where a later one says an earlier time, the clock
 * was ahead before it, and none before it counts as later. For what goes by days; what a line says of its time stays as it was stored.
 */
export function timesInOrder(entries: readonly { readonly at: number }[], nowMs: number): number[] {
  let least = nowMs
  return entries
    .toReversed()
    .map(({ at }) => {
      least = Math.min(least, at)
      return least
    })
    .reverse()
}

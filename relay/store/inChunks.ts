/** Rows of one statement: far below what databases allow in parameters. */
const largestChunk = 512
const exactUpTo = 64

/**
 * Splits a list for statements of many rows. Up to 64 items stay together, more are cut at powers of two, so that few
 * different statements are ever made.
 */
export function* inChunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; ) {
    const rest = items.length - start
    const size = rest <= exactUpTo ? rest : Math.min(largestChunk, 2 ** Math.floor(Math.log2(rest)))
    yield items.slice(start, start + size)
    start += size
  }
}

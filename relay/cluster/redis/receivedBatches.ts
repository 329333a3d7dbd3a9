import type { Batch } from './clusterStream.ts'

/** Position of a batch after the earlier ones of its node: `repeated` was received before, and before `gap` some are missing. */
export type BatchPosition = 'next' | 'repeated' | 'gap'

export interface ReceivedBatches {
  /** Notes that the batch was received. */
  readonly receive: (batch: Pick<Batch, 'nodeId' | 'count' | 'messages'>) => BatchPosition
}

/** Counts the batches that were received of each node. */
export function createReceivedBatches(): ReceivedBatches {
  const counts = new Map<string, number>()
  return {
    receive: ({ nodeId, count, messages }) => {
      const last = counts.get(nodeId)
      counts.set(nodeId, Math.max(count, last ?? 0))
      if (last === undefined) return 'next'
      // A heartbeat has the count of the batch before it.
      const expected = messages.length === 0 ? last : last + 1
      if (count > expected) return 'gap'
      return count < expected ? 'repeated' : 'next'
    },
  }
}

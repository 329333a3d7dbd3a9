import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Batch } from './newsStream.ts'
import { nodeLimits } from './nodeLimits.ts'
import type { NodeMessage } from './nodeMessage.ts'

export interface NewsWriter {
  readonly tell: (message: NodeMessage) => void
  /** Sends a sign of life, by which the others also notice when the stream has lost something. */
  readonly beat: () => void
  /** Announces that the node stops; resolves when that is done or cannot be. */
  readonly stop: () => Promise<void>
}

export interface NewsWriterParts {
  /** Adds a batch to the stream; rejects when it is not known to be there. */
  readonly add: (batch: Batch) => Promise<void>
  readonly nodeId: string
  readonly clock: Clock
  readonly endOfTurn: (task: () => void) => void
}

/** Adds to the stream: one batch under way at a time, with everything that came meanwhile in the next. */
export function createNewsWriter(parts: NewsWriterParts): NewsWriter {
  const { nodeId, clock, endOfTurn } = parts
  let waiting: NodeMessage[] = []
  let count = 0
  let failed: Batch | undefined
  let isScheduled = false
  let isUnderWay = false
  let isStopped = false
  let cancelRetry: () => void = () => undefined

  function schedule(): void {
    if (isScheduled || isUnderWay || failed) return
    isScheduled = true
    endOfTurn(() => {
      isScheduled = false
      void send()
    })
  }

  async function send(): Promise<void> {
    if (isUnderWay || isStopped) return
    if (!failed && waiting.length === 0) return
    const batch = failed ?? nextBatch()
    isUnderWay = true
    const isSent = await add(batch)
    isUnderWay = false
    failed = isSent ? undefined : batch
    if (isStopped) return
    if (isSent) {
      if (waiting.length > 0) schedule()
    } else cancelRetry = clock.after(nodeLimits.retryMs, () => void send())
  }

  function nextBatch(): Batch {
    count += 1
    return { nodeId, count, messages: waiting.splice(0, nodeLimits.messagesPerBatch) }
  }

  const add = (batch: Batch) =>
    parts.add(batch).then(
      () => true,
      () => false,
    )

  return {
    tell: (message) => {
      if (waiting.length >= nodeLimits.waitingMessages) waiting = [{ kind: 'lost' }]
      else waiting.push(message)
      schedule()
    },
    beat: () => {
      if (isUnderWay || failed || isStopped) return
      isUnderWay = true
      // A sign of life has the count of the last batch: who lacks that batch notices.
      void add({ nodeId, count, messages: [] }).then(() => {
        isUnderWay = false
        if (waiting.length > 0) schedule()
      })
    },
    stop: async () => {
      cancelRetry()
      isStopped = true
      if (failed) return
      while (waiting.length > 0) if (!(await add(nextBatch()))) return
      count += 1
      await add({ nodeId, count, messages: [{ kind: 'goodbye' }] })
    },
  }
}

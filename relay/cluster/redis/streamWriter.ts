import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { nodeLimits } from '../nodeLimits.ts'
import type { NodeMessage } from '../nodeMessage.ts'
import type { Batch } from './clusterStream.ts'

export interface StreamWriter {
  readonly write: (message: NodeMessage) => void
  /** Adds an empty batch, by which the others notice that this node is alive, and whether the stream has lost something. */
  readonly beat: () => void
  /** Announces that the node stops; resolves when that is done or cannot be. */
  readonly stop: () => Promise<void>
}

export interface StreamWriterParts {
  /** Adds a batch to the stream; rejects when that is not confirmed. */
  readonly add: (batch: Batch) => Promise<void>
  readonly nodeId: string
  readonly clock: Clock
  readonly endOfTurn: (task: () => void) => void
}

/** Adds messages to the stream: one batch under way at a time, and all that arrives meanwhile in the next. */
export function createStreamWriter(parts: StreamWriterParts): StreamWriter {
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
    write: (message) => {
      if (waiting.length >= nodeLimits.waitingMessages) waiting = [{ kind: 'lost' }]
      else waiting.push(message)
      schedule()
    },
    beat: () => {
      if (isUnderWay || failed || isStopped) return
      isUnderWay = true
      // It has the count of the last batch: a node that lacks that batch notices.
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

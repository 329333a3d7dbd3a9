import { judgeLogPart } from '../../../client/readLogPages.ts'
import { requireAnswer } from '../../../client/reply.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { ThreadHolding } from '../../storage/rangeStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Log } from '../runtime/log.ts'

export interface EntriesOfParts {
  readonly storage: Pick<StorageReader, 'entries' | 'ranges'>
  readonly transport: Pick<CurrentTransport, 'current'>
  readonly self: () => UserId
  readonly log: Log
}

/** A part of a thread: from a `seq` on, up to another at most. */
interface PartOfRecord {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly fromSeq: number
  readonly upToSeq: number
}

/** So many entries are taken from the disk at once: with the longest texts they are less than 1 MiB, as a page of the relay is. */
const heldAtOnce = 50

/**
 * Creates what reads the entries of a record: from the disk, where what is held reaches the end of the thread, so that nothing can have been taken back
 * unnoticed, and else from the relay. What comes from there is stored nowhere.
 */
export function createEntriesOf({ storage, transport, self, log }: EntriesOfParts) {
  function findHeld({ sessionId, thread, fromSeq, upToSeq }: PartOfRecord): Entry[] | null {
    const holding = storage.ranges.findHolding(self(), sessionId, thread)
    if (!holding || !isUpToDate(holding, upToSeq)) return null
    const range = holding.ranges.find((one) => one.fromSeq <= fromSeq && fromSeq <= one.upToSeq)
    if (!range) return null
    const last = Math.min(range.upToSeq, upToSeq, fromSeq + heldAtOnce - 1)
    return storage.entries.page(holding, last + 1, last - fromSeq + 1, fromSeq)
  }

  async function fetch({ sessionId, thread, fromSeq, upToSeq }: PartOfRecord): Promise<Entry[]> {
    const over = transport.current()
    if (!over) throw new FailureError('offline', describeLacking([{ thread, fromSeq, upToSeq }]))
    const request = { sessionId, thread, after: fromSeq - 1, before: upToSeq + 1, limit: limits.entriesPerPage }
    const answer = requireAnswer(await over.request('log:read', request))
    const fault = judgeLogPart(request, answer)
    if (fault === null && answer.entries.length > 0) return answer.entries
    log.warn({ fault, sessionId }, 'the relay gave a part of a thread that is not what was asked for')
    throw new FailureError(
      'internal',
      'What the relay sent of this session does not fit together. Try again; tell who runs the relay if this stays.',
    )
  }

  return {
    /** Returns the first entries of a part, without gaps, and at least one. Throws `FailureError` where they cannot be had. */
    read: async (part: PartOfRecord): Promise<Entry[]> => findHeld(part) ?? (await fetch(part)),

    /** Throws `FailureError` unless everything of these threads is on the disk. */
    requireHeld: (sessionId: SessionId, threads: RecordHeader['threads']): void => {
      const lacking = threads.flatMap(({ thread, entries }) => {
        const holding = storage.ranges.findHolding(self(), sessionId, thread)
        return holding ? lackingOf(holding, entries) : [{ thread, fromSeq: 1, upToSeq: entries }]
      })
      if (lacking.length > 0) throw new FailureError('offline', describeLacking(lacking))
    },

    /** Throws `FailureError` when something up to the end of a record was taken back after that. Asks nobody where there is no relay. */
    requireNothingTakenBack: async (sessionId: SessionId, threads: RecordHeader['threads']): Promise<void> => {
      for (const { thread, entries } of threads) {
        for (let after = entries, head = after + 1; after < head; ) {
          const over = transport.current()
          if (!over) return
          const request = { sessionId, thread, after, limit: limits.entriesPerPage }
          const answer = requireAnswer(await over.request('log:read', request))
          if (answer.entries.some(({ body }) => body.kind === 'redaction' && body.targetSeq <= entries))
            throw new FailureError(
              'conflict',
              'Something was taken back while the record was made, and may be in it. Export the session again.',
            )
          head = answer.head
          after = answer.entries.at(-1)?.seq ?? head
        }
      }
    },
  }
}

/** Returns whether nothing of a thread up to a `seq` can have been changed without this console having it. */
function isUpToDate({ ranges, headSeq, isDoubted }: ThreadHolding, upToSeq: number): boolean {
  const heldUpTo = ranges.at(-1)?.upToSeq ?? 0
  return !isDoubted && heldUpTo >= headSeq && heldUpTo >= upToSeq
}

interface LackingPart {
  readonly thread: Thread
  readonly fromSeq: number
  readonly upToSeq: number
}

function lackingOf(holding: ThreadHolding, upToSeq: number): LackingPart[] {
  if (upToSeq === 0) return []
  const { thread, ranges } = holding
  const parts: LackingPart[] = []
  let fromSeq = 1
  for (const range of ranges) {
    if (range.fromSeq > fromSeq) parts.push({ thread, fromSeq, upToSeq: range.fromSeq - 1 })
    fromSeq = range.upToSeq + 1
  }
  if (fromSeq <= upToSeq) parts.push({ thread, fromSeq, upToSeq })
  // All of it is there, and may be out of date.
  return parts.length > 0 || isUpToDate(holding, upToSeq) ? parts : [{ thread, fromSeq: 1, upToSeq }]
}

function describeLacking(lacking: readonly LackingPart[]): string {
  const parts = lacking.map(
    ({ thread, fromSeq, upToSeq }) => `entries ${fromSeq} to ${upToSeq} of the ${thread} thread`,
  )
  return `The relay cannot be reached, and this workstation lacks ${parts.join(', ')}. Export again when you are connected.`
}

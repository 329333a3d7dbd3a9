import { judgeLogPart } from '../../../client/readLogPages.ts'
import type { CommandOutput, CommandRequest } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { ThreadHolding } from '../../storage/rangeStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'

type Found = CommandOutput<'findSince'>

/** Entries of the first page that the relay is asked for: the first of them is what is looked for, nearly always. */
const firstPage = 20

/**
 * Returns the first line of a thread from a time on as what is held tells it; undefined where it does not. Where the clock was put back, it is the first
 * after all that is earlier, which is where a day begins on the screen.
 */
export function findSinceInHeld(
  entries: Pick<StorageReader['entries'], 'lastBefore' | 'firstLine'>,
  holding: ThreadHolding,
  atMs: number,
): Found | undefined {
  const { ranges, headSeq } = holding
  if (headSeq === 0) return { found: null }
  let beyond = headSeq + 1
  for (const { fromSeq, upToSeq } of ranges.toReversed()) {
    const last = entries.lastBefore(holding, fromSeq, upToSeq, atMs)
    const isBeginning = last === undefined && fromSeq === 1
    if (last === undefined && !isBeginning) {
      beyond = fromSeq
      continue
    }
    const found = entries.firstLine(holding, (last ?? 0) + 1, upToSeq)
    // Whatever lies between what is held here and further down may be it, where nothing here is.
    return found || upToSeq + 1 === beyond ? { found: found ?? null } : undefined
  }
  return undefined
}

/** Asks the relay for the first line of a thread from a time on. Throws what it refuses with. */
export async function findSinceAtRelay(
  transport: Pick<CurrentTransport, 'current'>,
  { sessionId, thread, at }: CommandRequest<'findSince'>,
): Promise<Found> {
  let after = 0
  for (;;) {
    const over = transport.current()
    if (!over)
      throw new FailureError(
        'offline',
        'This part of the conversation is not on this workstation, and the relay cannot be reached.',
      )
    const limit = after === 0 ? firstPage : limits.entriesPerPage
    const request = { sessionId, thread, since: at, after, limit }
    const reply = await over.request('log:read', request)
    if (reply.outcome !== 'answered') throw new FailureError(reply.failure.kind, reply.failure.message)
    if (judgeLogPart(request, reply.answer) !== null)
      throw new FailureError('internal', 'What the relay sent of this conversation does not fit together. Try again.')
    const { entries } = reply.answer
    const found = entries.find(({ body }) => !isAmendment(body))
    if (found) return { found: { seq: found.seq, at: found.at } }
    const last = entries.at(-1)
    if (!last) return { found: null }
    after = last.seq
  }
}

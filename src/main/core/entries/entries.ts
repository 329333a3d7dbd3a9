import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Committed } from '../log/committed.ts'
import { choosePart, edgesOf } from '../log/ranges/choosePart.ts'
import type { RangeReads } from '../log/ranges/readRanges.ts'
import { toUnsent } from '../log/unsentMessages.ts'
import type { Emit } from '../runtime/events.ts'
import { findSinceAtRelay, findSinceInHeld } from './findSince.ts'

/** So many pages of so many entries are fetched back in search of a message. */
const mostPagesBack = 20
const pageBack = 200
/** Pages that are fetched back before it is said how far that has come. */
const pagesAtOnce = 5

/** Parts of threads for the screen, and the event of what a commit has changed of entries and unsent messages. */
export function createEntries(parts: {
  readonly storage: Pick<StorageReader, 'entries' | 'ranges'>
  readonly self: () => UserId
  readonly fetchPart: RangeReads['fetchPart']
  readonly transport: Pick<CurrentTransport, 'current'>
  readonly emit: Emit
}) {
  const { storage } = parts

  /** Throws `notFound` where the thread is not open to this person. */
  function findHolding({ sessionId, thread }: CommandRequest<'fetchEarlier'>) {
    const found = storage.ranges.findHolding(parts.self(), sessionId, thread)
    if (found) return found
    throw new FailureError('notFound', 'There is no such session, or this thread is not open to you.')
  }

  /** Fetches the page before what is held at the end of a thread. Returns false where there is none; throws why it could not be fetched. */
  async function fetchBack({ sessionId, thread }: CommandRequest<'fetchEarlier'>): Promise<boolean> {
    const { ranges, headSeq } = findHolding({ sessionId, thread })
    const fromSeq = ranges.at(-1)?.fromSeq
    if (fromSeq === 1 || headSeq === 0) return false
    const place = fromSeq === undefined ? ({ kind: 'end' } as const) : ({ kind: 'before', seq: fromSeq } as const)
    const failure = await parts.fetchPart({ sessionId, thread }, place, pageBack)
    if (failure) throw new FailureError(failure.kind, failure.message)
    return true
  }

  return {
    handlers: {
      findMessage: async ({ id, ...name }) => {
        for (let pages = 0; pages <= mostPagesBack; pages += 1) {
          const holding = findHolding(name)
          const entry = storage.entries.findById(holding, id)
          if (entry) return { entry, amendments: storage.entries.amendments(holding, entry.seq, entry.seq) }
          if (!(await fetchBack(name))) break
        }
        throw new FailureError('notFound', 'This message was not found in the thread.')
      },
      findSince: async (request) =>
        findSinceInHeld(storage.entries, findHolding(request), request.at) ??
        (await findSinceAtRelay(parts.transport, request)),
      fetchEarlier: async (name) => {
        for (let pages = 0; pages < pagesAtOnce; pages += 1) if (!(await fetchBack(name))) return { isHeld: true }
        return { isHeld: false }
      },
      readEntries: async ({ sessionId, thread, from, limit }) => {
        const find = () => {
          const found = storage.ranges.findHolding(parts.self(), sessionId, thread)
          if (found) return found
          throw new FailureError('notFound', 'There is no such session, or this thread is not open to you.')
        }
        find()
        const failure = await parts.fetchPart({ sessionId, thread }, from, limit)
        const holding = find()
        const part = choosePart(holding, from, limit)
        const edges = edgesOf(part, from, holding.headSeq, failure)
        if (!part.held) return { entries: [], amendments: [], ...edges }
        const { fromSeq, upToSeq } = part.held
        return {
          entries: storage.entries.page(holding, upToSeq + 1, upToSeq - fromSeq + 1, fromSeq),
          amendments: storage.entries.amendments(holding, fromSeq, upToSeq),
          ...edges,
        }
      },
    } satisfies Partial<Handlers>,

    onCommitted: ({ entries, queued, updated, withdrawn }: Committed): void => {
      if (entries.length + queued.length + updated.length + withdrawn.length === 0) return
      parts.emit({
        name: 'entriesChanged',
        payload: {
          logged: [...entries],
          ...toUnsent([...queued, ...updated]),
          // An edit may have become the message that it was to change.
          withdrawn: withdrawn.flatMap(({ id }) => (queued.some((item) => item.id === id) ? [] : [id])),
        },
      })
    },
  }
}

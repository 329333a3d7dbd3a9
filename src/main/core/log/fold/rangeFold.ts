import type { Entry } from '../../../../shared/model/entry.ts'
import type { Storage } from '../../../storage/storage.ts'
import { withRange } from '../ranges/heldRanges.ts'
import { forgetMarks } from '../writeWatermarks.ts'
import type { ListFold } from './listFold.ts'
import type { OpenThread } from './openThreads.ts'

/** Creates what stores entries and joins the ranges that are held of a thread, in the course of one transaction. */
export function createRangeFold(
  storage: Pick<Storage, 'entries' | 'sessions' | 'watermarks'>,
  { applyAmendment, fold }: Pick<ListFold, 'applyAmendment' | 'fold'>,
) {
  /** Extends the newest range over entries that were stored ahead of it. */
  function passStored(from: OpenThread): OpenThread {
    let open = from
    for (;;) {
      const upToSeq = open.ranges.at(-1)?.upToSeq ?? 0
      const next = upToSeq < open.thread.headSeq ? storage.entries.find(open.thread, upToSeq + 1) : undefined
      if (!next) return open
      open = fold({ ...open, ranges: withRange(open.ranges, { fromSeq: next.seq, upToSeq: next.seq }) }, next)
    }
  }

  return {
    /**
     * Stores entries that follow one another, joins what is held, also what was stored ahead of its place, and brings the list up to date.
     * `added`: those that were not here.
     */
    store: (
      open: OpenThread,
      entries: readonly Entry[],
    ): { readonly open: OpenThread; readonly added: readonly Entry[] } => {
      const [first, last] = [entries[0], entries.at(-1)]
      if (!first || !last) return { open, added: [] }
      const added = entries.filter((entry) => storage.entries.insert(open.thread, entry) !== 'same')
      let now = raiseHead(open, last.seq)
      now = { ...now, ranges: withRange(open.ranges, { fromSeq: first.seq, upToSeq: last.seq }) }
      for (const entry of entries) {
        applyAmendment(now, entry)
        now = fold(now, entry)
      }
      return { open: passStored(now), added }
    },

    /** Forgets everything of a thread, also how far it was read: what the relay has is not what is held. */
    forget: (open: OpenThread, headSeq: number): OpenThread => {
      storage.entries.remove(open.thread, 1, Number.MAX_SAFE_INTEGER)
      forgetMarks(storage, open.thread.threadId)
      return { thread: { ...open.thread, headSeq, foldedUpTo: 0, readUpTo: 0 }, ranges: [] }
    },
  }
}

/** Returns the thread with an end that is at least this `seq`. */
export function raiseHead({ thread, ...open }: OpenThread, seq: number): OpenThread {
  return { ...open, thread: { ...thread, headSeq: Math.max(thread.headSeq, seq) } }
}

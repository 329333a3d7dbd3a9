import { mostUnreadCounted } from '../../../../shared/model/digest/sessionDigest.ts'
import type { Entry } from '../../../../shared/model/entry.ts'
import { isAmendment } from '../../../../shared/model/messageView.ts'
import type { LogWriter } from '../logWriter.ts'
import { takesPart } from '../ownPart.ts'
import { isHeldAfter, rangeAt } from '../ranges/heldRanges.ts'
import type { OpenThread, OpenThreads } from './openThreads.ts'
import { foldEntry, foldPreview, owedBefore } from './sessionFold.ts'

export type ListFold = ReturnType<typeof createListFold>

/** Creates what brings the list up to date with the entries of threads, whether or not they are stored. */
export function createListFold(
  { storage, self, relayNowMs }: Pick<LogWriter, 'storage' | 'self' | 'relayNowMs'>,
  { sessionOf, putFold }: Pick<OpenThreads, 'sessionOf' | 'putFold'>,
) {
  function owedAfterRedaction({ thread, ranges }: OpenThread, entry: Entry): number | null | undefined | 'unchanged' {
    if (entry.body.kind !== 'redaction' || entry.thread !== 'care') return 'unchanged'
    const range = rangeAt(ranges, entry.seq)
    return range && owedBefore(storage.entries, thread, range, entry, relayNowMs)
  }

  function unreadAfter({ thread, ranges }: OpenThread, { body, senderId, seq }: Entry): number | undefined {
    if (body.kind === 'redaction' && body.targetSeq > thread.readUpTo) {
      if (!isHeldAfter(ranges, thread.readUpTo, seq)) return undefined
      return storage.entries.countUnread(thread, self.userId, thread.readUpTo, seq)
    }
    const isUnread = body.kind === 'message' && !body.redacted && senderId !== self.userId && seq > thread.readUpTo
    return Math.min(thread.unreadCount + (isUnread ? 1 : 0), mostUnreadCounted)
  }

  return {
    /** Carries out what an entry takes off the disk and the list, wherever what it is about may be held. */
    applyAmendment: ({ thread, ranges }: OpenThread, entry: Entry): void => {
      const { body } = entry
      if (!isAmendment(body)) return
      if (body.kind === 'redaction') {
        storage.entries.redact(thread, body.targetSeq, entry.seq)
        if (ranges.length === 0) storage.entries.noteRedacted()
      } else if (entry.seq <= thread.foldedUpTo) {
        // What the list has in it already may be a later edit.
        return
      }
      const session = sessionOf(entry.sessionId)
      const shown = session && foldPreview(session, entry)
      if (shown && shown !== session) putFold(entry.sessionId, shown)
    },

    /**
     * Brings the list up to date with the next entry of a thread. Where a redaction takes away what is not held, only the relay knows what
     * is owed and unread after it: the thread stays behind, and its digest is asked for.
     */
    fold: (open: OpenThread, entry: Entry): OpenThread => {
      const session = sessionOf(entry.sessionId)
      if (!session || entry.seq !== open.thread.foldedUpTo + 1) return open
      const folded = foldEntry(session, entry, relayNowMs)
      const owedSince = owedAfterRedaction(open, entry)
      const unreadCount = takesPart(session, self.userId) ? unreadAfter(open, entry) : 0
      if (owedSince === undefined || unreadCount === undefined) return open
      putFold(entry.sessionId, owedSince === 'unchanged' ? folded : { ...folded, owedSince })
      return { ...open, thread: { ...open.thread, foldedUpTo: entry.seq, unreadCount } }
    },

    /** Counts what is unread, where all of it is held. */
    recount: (open: OpenThread): OpenThread => {
      const { thread, ranges } = open
      const session = sessionOf(thread.sessionId)
      if (!session || !takesPart(session, self.userId)) return open
      if (thread.foldedUpTo < thread.headSeq || !isHeldAfter(ranges, thread.readUpTo, thread.headSeq)) return open
      const unreadCount = storage.entries.countUnread(thread, self.userId, thread.readUpTo, thread.headSeq)
      return { ...open, thread: { ...thread, unreadCount } }
    },
  }
}

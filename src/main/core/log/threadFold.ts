import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { SessionFold, StoredThread } from '../../storage/sessionStore.ts'
import type { Storage } from '../../storage/storage.ts'
import { foldAmendment, foldEntry } from './sessionFold.ts'

/**
 * Collects entries of several threads and stores them in the order of their `seq`; lives as long as one transaction. An
 * entry beyond the cursor only raises the head: what lies between is to be fetched first. `relayNowMs`: see `foldEntry`.
 */
export function createThreadFold(
  storage: Pick<Storage, 'sessions' | 'entries'>,
  self: UserId,
  relayNowMs: number = Number.POSITIVE_INFINITY,
) {
  const threads = new Map<string, StoredThread>()
  const folds = new Map<SessionId, SessionFold>()
  let isFurther = false

  function threadOf(sessionId: SessionId, thread: Thread): StoredThread | undefined {
    const key = `${thread} ${sessionId}`
    const known = threads.get(key) ?? storage.sessions.findThread(sessionId, thread)
    if (known) threads.set(key, known)
    return known
  }

  function put(thread: StoredThread): void {
    threads.set(`${thread.thread} ${thread.sessionId}`, thread)
  }

  function pass(thread: StoredThread, entry: Entry): StoredThread {
    isFurther = true
    const fold = folds.get(entry.sessionId) ?? storage.sessions.find(entry.sessionId)
    const folded = fold && foldEntry(fold, entry, relayNowMs)
    const { body } = entry
    if (folded) {
      const changed = isAmendment(body)
        ? foldAmendment(storage.entries, folded, thread, { ...entry, body }, relayNowMs)
        : folded
      folds.set(entry.sessionId, changed)
    }
    return {
      ...thread,
      heldUpTo: entry.seq,
      headSeq: Math.max(thread.headSeq, entry.seq),
      unreadCount: unreadAfter(storage.entries, self, thread, entry),
    }
  }

  /** Moves the cursor over entries that were stored ahead of it. */
  function passStored(from: StoredThread): StoredThread {
    let thread = from
    while (thread.heldUpTo < thread.headSeq) {
      const next = storage.entries.find(thread, thread.heldUpTo + 1)
      if (!next) break
      thread = pass(thread, next)
    }
    return thread
  }

  return {
    /** `stored`: new here. `held`: was here. `lacking`: entries before it are not here. `unknown`: no such thread here. */
    take: (entry: Entry): 'stored' | 'held' | 'lacking' | 'unknown' => {
      const thread = threadOf(entry.sessionId, entry.thread)
      if (!thread) return 'unknown'
      if (entry.seq <= thread.heldUpTo) return 'held'
      if (entry.seq > thread.heldUpTo + 1) {
        if (entry.seq > thread.headSeq) put({ ...thread, headSeq: entry.seq })
        return 'lacking'
      }
      const isNew = storage.entries.insert(thread, entry)
      put(passStored(pass(thread, entry)))
      return isNew ? 'stored' : 'held'
    },
    /** Stores an entry at its place although entries before it may not be here; the cursor waits for those. */
    takeAhead: (entry: Entry): 'stored' | 'lacking' | 'unknown' => {
      const thread = threadOf(entry.sessionId, entry.thread)
      if (!thread) return 'unknown'
      storage.entries.insert(thread, entry)
      put(passStored({ ...thread, headSeq: Math.max(thread.headSeq, entry.seq) }))
      return entry.seq > thread.heldUpTo + 1 ? 'lacking' : 'stored'
    },
    /** Writes the cursors and what the list knows. Returns the sessions concerned, and whether a cursor has moved on. */
    save: (): { readonly sessions: SessionId[]; readonly isFurther: boolean } => {
      for (const thread of threads.values()) storage.sessions.saveThread(thread)
      for (const [id, fold] of folds) storage.sessions.saveFold(id, fold)
      return { sessions: [...new Set([...threads.values()].map(({ sessionId }) => sessionId))], isFurther }
    },
  }
}

/** Returns how many messages of the thread are unread after one more entry. */
function unreadAfter(
  entries: Pick<Storage['entries'], 'countUnread'>,
  self: UserId,
  thread: StoredThread,
  { body, senderId, seq }: Entry,
): number {
  if (body.kind === 'redaction') return entries.countUnread(thread, self, thread.readUpTo, seq)
  const isUnread = body.kind === 'message' && !body.redacted && senderId !== self && seq > thread.readUpTo
  return thread.unreadCount + (isUnread ? 1 : 0)
}

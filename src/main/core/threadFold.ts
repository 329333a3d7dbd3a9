import { owedAfter } from '../../shared/model/attention.ts'
import type { Entry, MessageBody } from '../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import { type AmendmentBody, isAmendment } from '../../shared/model/messageView.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { SessionFold, StoredThread } from '../storage/sessionStore.ts'
import type { Storage } from '../storage/storage.ts'

const previewCharacters = 160

/** What the session list knows of a session after one more entry. */
export function foldEntry(fold: SessionFold, entry: Entry): SessionFold {
  const { body } = entry
  const isCare = entry.thread === 'care'
  return {
    owedSince: owedAfter(fold.owedSince, entry),
    lastActivityAt: Math.max(fold.lastActivityAt, entry.at),
    preview:
      isCare && body.kind === 'message'
        ? { senderId: entry.senderId, text: previewText(body), at: entry.at }
        : fold.preview,
  }
}

/** The message on one line; nothing for what is redacted, or encrypted for somebody else. */
function previewText({
  text,
  redacted,
  contentEncoding,
}: Pick<MessageBody, 'text' | 'redacted' | 'contentEncoding'>): string {
  return redacted || contentEncoding === 'encrypted' ? '' : oneLine(text)
}

/** The preview after an edit or a redaction, when it is of the message that is amended; `target` as it is stored. */
export function amendPreview(fold: SessionFold, amendment: Entry, target: Entry | undefined): SessionFold {
  const { preview } = fold
  const { body } = amendment
  if (amendment.thread !== 'care' || target?.body.kind !== 'message' || !preview) return fold
  if (preview.at !== target.at || preview.senderId !== target.senderId) return fold
  if (body.kind === 'redaction') return { ...fold, preview: { ...preview, text: '' } }
  if (body.kind !== 'edit' || amendment.senderId !== target.senderId || target.body.redacted) return fold
  return { ...fold, preview: { ...preview, text: previewText(body) } }
}

function oneLine(text: string): string {
  const line = text
    .slice(0, previewCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > previewCharacters ? `${characters.slice(0, previewCharacters - 1).join('')}…` : line
}

/**
 * Collects entries of several threads and stores them in the order of their `seq`; lives as long as one transaction. An
 * entry beyond the cursor only raises the head: what lies between is to be fetched first.
 */
export function createThreadFold(storage: Pick<Storage, 'sessions' | 'entries'>, self: UserId) {
  const threads = new Map<string, StoredThread>()
  const folds = new Map<SessionId, SessionFold>()

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
    const fold = folds.get(entry.sessionId) ?? storage.sessions.find(entry.sessionId)
    const folded = fold && foldEntry(fold, entry)
    if (folded) folds.set(entry.sessionId, isAmendment(entry.body) ? amend(folded, thread, entry, entry.body) : folded)
    const isUnread = entry.body.kind === 'message' && entry.senderId !== self && entry.seq > thread.readUpTo
    return {
      ...thread,
      heldUpTo: entry.seq,
      headSeq: Math.max(thread.headSeq, entry.seq),
      unreadCount: thread.unreadCount + (isUnread ? 1 : 0),
    }
  }

  /** Carries an edit or redaction into what the list shows. What a redaction took away goes from this disk too. */
  function amend(fold: SessionFold, thread: StoredThread, entry: Entry, body: AmendmentBody): SessionFold {
    const target = storage.entries.find(thread, body.targetSeq)
    if (body.kind === 'redaction') storage.entries.redact(thread, body.targetSeq, entry.seq)
    return amendPreview(fold, entry, target)
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
      const raised = { ...thread, headSeq: Math.max(thread.headSeq, entry.seq) }
      put(passStored(raised))
      return entry.seq > thread.heldUpTo + 1 ? 'lacking' : 'stored'
    },
    /** Writes the cursors and what the list knows. Answers the sessions concerned. */
    save: (): SessionId[] => {
      for (const thread of threads.values()) storage.sessions.saveThread(thread)
      for (const [id, fold] of folds) storage.sessions.saveFold(id, fold)
      return [...new Set([...threads.values()].map(({ sessionId }) => sessionId))]
    },
  }
}

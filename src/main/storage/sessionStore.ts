import { z } from 'zod'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import { type SessionId, type UserId, userIdSchema } from '../../shared/model/ids.ts'
import { type Later, laterSchema } from '../../shared/model/later.ts'
import { fileLabelSchema, withheldSchema } from '../../shared/model/messageView.ts'
import {
  disputeSchema,
  escalationSchema,
  participantSchema,
  patientSchema,
  type Session,
  type SessionKind,
} from '../../shared/model/session.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { ConsoleDatabase } from './openDatabase.ts'
import type { WordSteps } from './words/wordSteps.ts'

/** State that the console derives from the entries of a session while it stores them. */
export interface SessionFold {
  readonly owedSince: number | null
  readonly lastActivityAt: number
  readonly preview: SessionSummary['preview']
  /** Place of the newest care message, or of a later edit by the patient. */
  readonly saidUpTo: number
}

/** `isListed`: false of one that is there for a tab alone. */
export type StoredSession = Omit<Session, 'watermarks' | 'heads'> & SessionFold & { readonly isListed: boolean }

/**
 * Way by which a session has come: in the list of the relay; by an event, which lists it where it is new or open; or by itself, because
 * somebody visits it or its digest was asked for, which lists nothing.
 */
export type Listing = 'list' | 'event' | 'single'

/** A thread and what this console knows of it. `threadId` is this file's own name for it. */
export interface StoredThread {
  readonly threadId: number
  readonly sessionId: SessionId
  readonly thread: Thread
  /** The list and the count of unread messages have every entry up to this `seq` in them, stored or not. */
  readonly foldedUpTo: number
  /** The newest `seq` that the relay has announced. */
  readonly headSeq: number
  /** The furthest that this user has read it on any console. */
  readonly readUpTo: number
  readonly unreadCount: number
  /** The furthest that this user's messages in it have ever come with all their recipients. */
  readonly reachedDeliveredUpTo: number
  readonly reachedReadUpTo: number
}

export interface SessionStore {
  readonly ids: () => SessionId[]
  readonly find: (id: SessionId) => StoredSession | undefined
  readonly threads: () => StoredThread[]
  readonly threadsOf: (id: SessionId) => StoredThread[]
  readonly findThread: (id: SessionId, thread: Thread) => StoredThread | undefined
  /** The sessions that are listed, with what decides whether the relay still lists them. */
  readonly listed: () => ListedSession[]
  /**
   * Inserts or replaces a session as the relay has it, and raises its heads. What was derived from entries stays. Returns
   * whether anything is now different.
   */
  readonly put: (session: Session, listing?: Listing) => boolean
  /** Takes the session off the list, and keeps it for its tab. */
  readonly unlist: (id: SessionId) => void
  readonly saveFold: (id: SessionId, fold: SessionFold) => void
  readonly saveLater: (id: SessionId, later: Later | null) => void
  /**
   * Brings times that are later than `nowMs` (relay time) back: by `setBackMs`, and at most to now. Returns the sessions whose times
   * are now different.
   */
  readonly boundTimes: (nowMs: number, setBackMs: number) => SessionId[]
  readonly saveThread: (thread: StoredThread) => void
  /** Notes for every thread of which something is held that it is to be compared with the relay, or for one that it was. */
  readonly doubtAll: () => void
  readonly endDoubt: (threadId: number) => void
  readonly saveReached: (threadId: number, reached: Watermark) => void
  /** Takes the session off with its entries and watermarks. Its unsent messages and its drafts stay. */
  readonly remove: (id: SessionId) => void
}

export interface ListedSession {
  readonly id: SessionId
  readonly active: boolean
  readonly owedSince: number | null
  readonly lastActivityAt: number
}

interface SessionRow {
  readonly session_id: SessionId
  readonly kind: SessionKind
  readonly active: number
  readonly created_at_ms: number
  readonly expires_at_ms: number | null
  readonly patient_json: string | null
  readonly participants_json: string
  readonly owed_since_ms: number | null
  readonly last_activity_at_ms: number
  readonly preview_json: string | null
  readonly is_listed: number
  readonly later_json: string | null
  readonly said_up_to: number
  readonly claimed_by: UserId | null
  readonly dispute_json: string | null
  readonly escalation_json: string | null
}

const participantsSchema = z.array(participantSchema)
/** Preview as stored. One from before files and withheld texts were kept has neither. */
const previewSchema = z.object({
  senderId: userIdSchema,
  text: z.string(),
  withheld: withheldSchema.nullable().default(null),
  files: z.array(fileLabelSchema).default([]),
  /** Missing in what was stored before it was kept: it is not known how far that has come. */
  seq: z.int().default(Number.MAX_SAFE_INTEGER),
  at: z.int(),
})

const threadColumns = `thread_id AS threadId, session_id AS sessionId, thread, folded_up_to AS foldedUpTo,
  head_seq AS headSeq, read_up_to AS readUpTo, unread_count AS unreadCount,
  reached_delivered_up_to AS reachedDeliveredUpTo, reached_read_up_to AS reachedReadUpTo`

/** `noteErased` is called in the transaction that takes words off. */
export function createSessionStore(
  db: ConsoleDatabase,
  words: Pick<WordSteps, 'remove'>,
  noteErased: () => void,
): SessionStore {
  const threadStatements = prepareThreads(db)
  const { threads, threadsOf, findThread, putThread, saveThread, saveReached } = threadStatements
  const { ids, find, put, unlist, listed, findPreview, saveFold, saveLater, boundTimes, remove } = prepareSessions(db)

  const removals = createRemovals(words, threadStatements)

  return {
    ids: () => ids.all().map((row) => row.session_id),
    find: (id) => {
      const row = find.get(id)
      return row && toSession(row)
    },
    threads: () => threads.all(),
    threadsOf: (id) => threadsOf.all(id),
    findThread: (id, thread) => findThread.get(id, thread),
    listed: () => listed.all().map((row) => ({ ...row, active: row.active === 1 })),
    unlist: (id) => {
      unlist.run(id)
    },
    put: (session, listing = 'event') => {
      const row = put.run({
        id: session.id,
        kind: session.kind,
        active: session.active ? 1 : 0,
        createdAt: session.createdAt,
        expiresAt: session.expiresAt ?? null,
        patientJson: session.patient ? JSON.stringify(session.patient) : null,
        participantsJson: JSON.stringify(session.participants),
        laterJson: session.later ? JSON.stringify(session.later) : null,
        claimedBy: session.claimedBy ?? null,
        disputeJson: session.dispute ? JSON.stringify(session.dispute) : null,
        escalationJson: session.escalation ? JSON.stringify(session.escalation) : null,
        listsNew: listing === 'single' ? 0 : 1,
        listsKnown: listing === 'list' || (listing === 'event' && session.active) ? 1 : 0,
      })
      const care = putThread.run(session.id, 'care', session.heads.care)
      const { staff: staffHead } = session.heads
      const staff =
        staffHead === undefined ? removals.removeStaff(session.id) : putThread.run(session.id, 'staff', staffHead)
      if (staffHead === undefined && staff.changes > 0) noteErased()
      return row.changes + care.changes + staff.changes > 0
    },
    saveFold: (id, fold) => {
      const previewJson = fold.preview ? JSON.stringify(fold.preview) : null
      const before = findPreview.get(id)?.preview_json
      // A message that was taken back goes from the list's page too.
      if (before && fold.preview?.withheld === 'redacted' && before !== previewJson) noteErased()
      saveFold.run(fold.owedSince, fold.lastActivityAt, previewJson, fold.saidUpTo, id)
    },
    saveLater: (id, later) => {
      saveLater.run(later && JSON.stringify(later), id)
    },
    boundTimes: (nowMs, setBackMs) => boundTimes.all({ nowMs, setBackMs }).map((row) => row.session_id),
    saveThread: (thread) => {
      saveThread.run(thread.foldedUpTo, thread.headSeq, thread.readUpTo, thread.unreadCount, thread.threadId)
    },
    doubtAll: () => {
      threadStatements.doubtAll.run()
    },
    endDoubt: (threadId) => {
      threadStatements.endDoubt.run(threadId)
    },
    saveReached: (threadId, { deliveredUpTo, readUpTo }) => {
      saveReached.run(deliveredUpTo, readUpTo, threadId)
    },
    remove: (id) => {
      removals.removeWords(id)
      if (remove.run(id).changes > 0) noteErased()
    },
  }
}

/** Creates what takes the words of threads out, before their entries go with them. */
function createRemovals(
  words: Pick<WordSteps, 'remove'>,
  { threadsOf, findThread, removeStaffThread }: ReturnType<typeof prepareThreads>,
) {
  const removeWordsOf = ({ threadId }: StoredThread) => words.remove(threadId, 0, Number.MAX_SAFE_INTEGER)
  return {
    removeWords: (id: SessionId) => threadsOf.all(id).forEach(removeWordsOf),
    removeStaff: (id: SessionId) => {
      const staff = findThread.get(id, 'staff')
      if (staff) removeWordsOf(staff)
      return removeStaffThread.run(id)
    },
  }
}

/** The statements on sessions. */
function prepareSessions(db: ConsoleDatabase) {
  const ids = db.prepare<[], { session_id: SessionId }>('SELECT session_id FROM session ORDER BY session_id')
  const find = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE session_id = ?')
  const put = db.prepare(
    `INSERT INTO session (session_id, kind, active, created_at_ms, expires_at_ms, patient_json, participants_json,
       later_json, claimed_by, dispute_json, escalation_json, last_activity_at_ms, is_listed)
     VALUES (@id, @kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson,
       @laterJson, @claimedBy, @disputeJson, @escalationJson, @createdAt, @listsNew)
     ON CONFLICT (session_id) DO UPDATE SET kind = @kind, active = @active, created_at_ms = @createdAt,
       expires_at_ms = @expiresAt, patient_json = @patientJson, participants_json = @participantsJson,
       later_json = @laterJson, claimed_by = @claimedBy, dispute_json = @disputeJson, escalation_json = @escalationJson,
       is_listed = max(is_listed, @listsKnown)
     WHERE (kind, active, created_at_ms, expires_at_ms, patient_json, participants_json,
         later_json, claimed_by, dispute_json, escalation_json, is_listed)
       IS NOT (@kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson,
         @laterJson, @claimedBy, @disputeJson, @escalationJson, max(is_listed, @listsKnown))`,
  )
  const unlist = db.prepare<[string]>('UPDATE session SET is_listed = 0 WHERE session_id = ?')
  const listed = db.prepare<[], Omit<ListedSession, 'active'> & { active: number }>(
    `SELECT session_id AS id, active, owed_since_ms AS owedSince, last_activity_at_ms AS lastActivityAt
     FROM session WHERE is_listed = 1`,
  )
  const findPreview = db.prepare<[string], { preview_json: string | null }>(
    'SELECT preview_json FROM session WHERE session_id = ?',
  )
  const saveFold = db.prepare<[number | null, number, string | null, number, string]>(
    'UPDATE session SET owed_since_ms = ?, last_activity_at_ms = ?, preview_json = ?, said_up_to = ? WHERE session_id = ?',
  )
  const saveLater = db.prepare<[string | null, string]>('UPDATE session SET later_json = ? WHERE session_id = ?')
  const boundTimes = db.prepare<[Record<'nowMs' | 'setBackMs', number>], { session_id: SessionId }>(
    `UPDATE session SET
       owed_since_ms = iif(owed_since_ms > @nowMs, min(@nowMs, owed_since_ms - @setBackMs), owed_since_ms),
       last_activity_at_ms =
         iif(last_activity_at_ms > @nowMs, min(@nowMs, last_activity_at_ms - @setBackMs), last_activity_at_ms)
     WHERE owed_since_ms > @nowMs OR last_activity_at_ms > @nowMs
     RETURNING session_id`,
  )
  const remove = db.prepare<[string]>('DELETE FROM session WHERE session_id = ?')
  return { ids, find, put, unlist, listed, findPreview, saveFold, saveLater, boundTimes, remove }
}

/** The statements on threads. */
function prepareThreads(db: ConsoleDatabase) {
  const threads = db.prepare<[], StoredThread>(`SELECT ${threadColumns} FROM thread ORDER BY thread_id`)
  const threadsOf = db.prepare<[string], StoredThread>(`SELECT ${threadColumns} FROM thread WHERE session_id = ?`)
  const findThread = db.prepare<[string, string], StoredThread>(
    `SELECT ${threadColumns} FROM thread WHERE session_id = ? AND thread = ?`,
  )
  const putThread = db.prepare<[string, string, number]>(
    `INSERT INTO thread (session_id, thread, head_seq) VALUES (?, ?, ?)
     ON CONFLICT (session_id, thread) DO UPDATE SET head_seq = excluded.head_seq
     WHERE excluded.head_seq > head_seq`,
  )
  const removeStaffThread = db.prepare<[string]>(`DELETE FROM thread WHERE session_id = ? AND thread = 'staff'`)
  const saveThread = db.prepare<[number, number, number, number, number]>(
    'UPDATE thread SET folded_up_to = ?, head_seq = ?, read_up_to = ?, unread_count = ? WHERE thread_id = ?',
  )
  const saveReached = db.prepare<[number, number, number]>(
    'UPDATE thread SET reached_delivered_up_to = ?, reached_read_up_to = ? WHERE thread_id = ?',
  )
  const doubtAll = db.prepare<[]>('UPDATE thread SET is_doubted = 1 WHERE thread_id IN (SELECT thread_id FROM range)')
  const endDoubt = db.prepare<[number]>('UPDATE thread SET is_doubted = 0 WHERE thread_id = ?')
  return {
    ...{ threads, threadsOf, findThread, putThread, removeStaffThread, saveThread, saveReached },
    ...{ doubtAll, endDoubt },
  }
}

function toSession(row: SessionRow): StoredSession {
  return {
    id: row.session_id,
    kind: row.kind,
    active: row.active === 1,
    createdAt: row.created_at_ms,
    ...(row.expires_at_ms !== null && { expiresAt: row.expires_at_ms }),
    ...(row.patient_json !== null && { patient: patientSchema.parse(JSON.parse(row.patient_json)) }),
    participants: participantsSchema.parse(JSON.parse(row.participants_json)),
    ...(row.claimed_by !== null && { claimedBy: row.claimed_by }),
    ...(row.dispute_json !== null && { dispute: disputeSchema.parse(JSON.parse(row.dispute_json)) }),
    ...(row.escalation_json !== null && { escalation: escalationSchema.parse(JSON.parse(row.escalation_json)) }),
    isListed: row.is_listed === 1,
    owedSince: row.owed_since_ms,
    lastActivityAt: row.last_activity_at_ms,
    preview: row.preview_json === null ? null : previewSchema.parse(JSON.parse(row.preview_json)),
    ...(row.later_json !== null && { later: laterSchema.parse(JSON.parse(row.later_json)) }),
    saidUpTo: row.said_up_to,
  }
}

import { z } from 'zod'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import { type SessionId, userIdSchema } from '../../shared/model/ids.ts'
import { fileLabelSchema, withheldSchema } from '../../shared/model/messageView.ts'
import { participantSchema, patientSchema, type Session, type SessionKind } from '../../shared/model/session.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** State that the console derives from the entries of a session while it stores them. */
export interface SessionFold {
  readonly owedSince: number | null
  readonly lastActivityAt: number
  readonly preview: SessionSummary['preview']
}

export type StoredSession = Omit<Session, 'watermarks' | 'heads'> & SessionFold

/** A thread and how far this console has it. `threadId` is this file's own name for it. */
export interface StoredThread {
  readonly threadId: number
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Every entry up to this `seq` is stored. */
  readonly heldUpTo: number
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
  /**
   * Inserts or replaces a session as the relay has it, and raises its heads. What was derived from entries stays. Returns
   * whether anything is now different.
   */
  readonly put: (session: Session) => boolean
  readonly saveFold: (id: SessionId, fold: SessionFold) => void
  /**
   * Brings times that are later than `nowMs` (relay time) back: by `setBackMs`, and at most to now. Returns the sessions whose times
   * are now different.
   */
  readonly boundTimes: (nowMs: number, setBackMs: number) => SessionId[]
  readonly saveThread: (thread: StoredThread) => void
  readonly saveReached: (threadId: number, reached: Watermark) => void
  /** Takes the session off with its entries and watermarks. Its unsent messages and its drafts stay. */
  readonly remove: (id: SessionId) => void
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

const threadColumns = `thread_id AS threadId, session_id AS sessionId, thread, held_up_to AS heldUpTo,
  head_seq AS headSeq, read_up_to AS readUpTo, unread_count AS unreadCount,
  reached_delivered_up_to AS reachedDeliveredUpTo, reached_read_up_to AS reachedReadUpTo`

/** `noteErased` is called in the transaction that takes words off. */
export function createSessionStore(db: ConsoleDatabase, noteErased: () => void): SessionStore {
  const { threads, threadsOf, findThread, putThread, removeStaffThread, saveThread, saveReached } = prepareThreads(db)
  const ids = db.prepare<[], { session_id: SessionId }>('SELECT session_id FROM session ORDER BY session_id')
  const find = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE session_id = ?')
  const put = db.prepare(
    `INSERT INTO session (session_id, kind, active, created_at_ms, expires_at_ms, patient_json, participants_json,
       last_activity_at_ms)
     VALUES (@id, @kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson, @createdAt)
     ON CONFLICT (session_id) DO UPDATE SET kind = @kind, active = @active, created_at_ms = @createdAt,
       expires_at_ms = @expiresAt, patient_json = @patientJson, participants_json = @participantsJson
     WHERE (kind, active, created_at_ms, expires_at_ms, patient_json, participants_json)
       IS NOT (@kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson)`,
  )
  const saveFold = db.prepare<[number | null, number, string | null, string]>(
    'UPDATE session SET owed_since_ms = ?, last_activity_at_ms = ?, preview_json = ? WHERE session_id = ?',
  )
  const boundTimes = db.prepare<[Record<'nowMs' | 'setBackMs', number>], { session_id: SessionId }>(
    `UPDATE session SET
       owed_since_ms = iif(owed_since_ms > @nowMs, min(@nowMs, owed_since_ms - @setBackMs), owed_since_ms),
       last_activity_at_ms =
         iif(last_activity_at_ms > @nowMs, min(@nowMs, last_activity_at_ms - @setBackMs), last_activity_at_ms)
     WHERE owed_since_ms > @nowMs OR last_activity_at_ms > @nowMs
     RETURNING session_id`,
  )
  const remove = db.prepare<[string]>('DELETE FROM session WHERE session_id = ?')

  return {
    ids: () => ids.all().map((row) => row.session_id),
    find: (id) => {
      const row = find.get(id)
      return row && toSession(row)
    },
    threads: () => threads.all(),
    threadsOf: (id) => threadsOf.all(id),
    findThread: (id, thread) => findThread.get(id, thread),
    put: (session) => {
      const row = put.run({
        id: session.id,
        kind: session.kind,
        active: session.active ? 1 : 0,
        createdAt: session.createdAt,
        expiresAt: session.expiresAt ?? null,
        patientJson: session.patient ? JSON.stringify(session.patient) : null,
        participantsJson: JSON.stringify(session.participants),
      })
      const care = putThread.run(session.id, 'care', session.heads.care)
      const { staff: staffHead } = session.heads
      const staff =
        staffHead === undefined ? removeStaffThread.run(session.id) : putThread.run(session.id, 'staff', staffHead)
      if (staffHead === undefined && staff.changes > 0) noteErased()
      return row.changes + care.changes + staff.changes > 0
    },
    saveFold: (id, fold) => {
      const previewJson = fold.preview ? JSON.stringify(fold.preview) : null
      saveFold.run(fold.owedSince, fold.lastActivityAt, previewJson, id)
    },
    boundTimes: (nowMs, setBackMs) => boundTimes.all({ nowMs, setBackMs }).map((row) => row.session_id),
    saveThread: (thread) => {
      saveThread.run(thread.heldUpTo, thread.headSeq, thread.readUpTo, thread.unreadCount, thread.threadId)
    },
    saveReached: (threadId, { deliveredUpTo, readUpTo }) => {
      saveReached.run(deliveredUpTo, readUpTo, threadId)
    },
    remove: (id) => {
      if (remove.run(id).changes > 0) noteErased()
    },
  }
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
    'UPDATE thread SET held_up_to = ?, head_seq = ?, read_up_to = ?, unread_count = ? WHERE thread_id = ?',
  )
  const saveReached = db.prepare<[number, number, number]>(
    'UPDATE thread SET reached_delivered_up_to = ?, reached_read_up_to = ? WHERE thread_id = ?',
  )
  return { threads, threadsOf, findThread, putThread, removeStaffThread, saveThread, saveReached }
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
    owedSince: row.owed_since_ms,
    lastActivityAt: row.last_activity_at_ms,
    preview: row.preview_json === null ? null : previewSchema.parse(JSON.parse(row.preview_json)),
  }
}

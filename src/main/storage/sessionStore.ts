import { z } from 'zod'
import type { SessionSummary } from '../../shared/ipc/consoleState.ts'
import { type SessionId, userIdSchema } from '../../shared/model/ids.ts'
import { participantSchema, patientSchema, type Session, type SessionKind } from '../../shared/model/session.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** What the console derives from the entries of a session while it stores them. */
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
  /** The newest `seq` the relay has told of. */
  readonly headSeq: number
  /** How far this user has read it on any console. */
  readonly readUpTo: number
  readonly unreadCount: number
}

export interface SessionStore {
  readonly ids: () => SessionId[]
  readonly find: (id: SessionId) => StoredSession | undefined
  readonly threads: () => StoredThread[]
  readonly threadsOf: (id: SessionId) => StoredThread[]
  readonly findThread: (id: SessionId, thread: Thread) => StoredThread | undefined
  /**
   * Inserts or replaces what the relay says of a session, and raises its heads. What was derived from entries stays. Answers
   * whether anything is now different.
   */
  readonly put: (session: Session) => boolean
  readonly saveFold: (id: SessionId, fold: SessionFold) => void
  readonly saveThread: (thread: StoredThread) => void
  /** Takes the session off with its entries, watermarks and drafts. Its unsent messages stay in the outbox. */
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
const previewSchema = z.object({ senderId: userIdSchema, text: z.string(), at: z.int() })

const threadColumns = `thread_id AS threadId, session_id AS sessionId, thread, held_up_to AS heldUpTo,
  head_seq AS headSeq, read_up_to AS readUpTo, unread_count AS unreadCount`

export function createSessionStore(db: ConsoleDatabase): SessionStore {
  const ids = db.prepare<[], { session_id: SessionId }>('SELECT session_id FROM session ORDER BY session_id')
  const find = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE session_id = ?')
  const threads = db.prepare<[], StoredThread>(`SELECT ${threadColumns} FROM thread ORDER BY thread_id`)
  const threadsOf = db.prepare<[string], StoredThread>(`SELECT ${threadColumns} FROM thread WHERE session_id = ?`)
  const findThread = db.prepare<[string, string], StoredThread>(
    `SELECT ${threadColumns} FROM thread WHERE session_id = ? AND thread = ?`,
  )
  const put = db.prepare(
    `INSERT INTO session (session_id, kind, active, created_at_ms, expires_at_ms, patient_json, participants_json,
       last_activity_at_ms)
     VALUES (@id, @kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson, @createdAt)
     ON CONFLICT (session_id) DO UPDATE SET kind = @kind, active = @active, created_at_ms = @createdAt,
       expires_at_ms = @expiresAt, patient_json = @patientJson, participants_json = @participantsJson
     WHERE (kind, active, created_at_ms, expires_at_ms, patient_json, participants_json)
       IS NOT (@kind, @active, @createdAt, @expiresAt, @patientJson, @participantsJson)`,
  )
  const putThread = db.prepare<[string, string, number]>(
    `INSERT INTO thread (session_id, thread, head_seq) VALUES (?, ?, ?)
     ON CONFLICT (session_id, thread) DO UPDATE SET head_seq = excluded.head_seq
     WHERE excluded.head_seq > head_seq`,
  )
  const removeStaffThread = db.prepare<[string]>(`DELETE FROM thread WHERE session_id = ? AND thread = 'staff'`)
  const saveFold = db.prepare<[number | null, number, string | null, string]>(
    'UPDATE session SET owed_since_ms = ?, last_activity_at_ms = ?, preview_json = ? WHERE session_id = ?',
  )
  const saveThread = db.prepare<[number, number, number, number, number]>(
    'UPDATE thread SET held_up_to = ?, head_seq = ?, read_up_to = ?, unread_count = ? WHERE thread_id = ?',
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
      return row.changes + care.changes + staff.changes > 0
    },
    saveFold: (id, fold) => {
      const previewJson = fold.preview ? JSON.stringify(fold.preview) : null
      saveFold.run(fold.owedSince, fold.lastActivityAt, previewJson, id)
    },
    saveThread: (thread) => {
      saveThread.run(thread.heldUpTo, thread.headSeq, thread.readUpTo, thread.unreadCount, thread.threadId)
    },
    remove: (id) => {
      remove.run(id)
    },
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
    owedSince: row.owed_since_ms,
    lastActivityAt: row.last_activity_at_ms,
    preview: row.preview_json === null ? null : previewSchema.parse(JSON.parse(row.preview_json)),
  }
}

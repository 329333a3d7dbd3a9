import { entryBodySchema } from '../../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { type MessageView, viewMessage } from '../../../shared/model/messageView.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { EntryRows } from '../entryRows.ts'
import type { ConsoleDatabase } from '../openDatabase.ts'

/** A message as it reads now, by what is stored of it. */
export interface ReadMessage {
  readonly threadId: number
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly seq: number
  /** Time at which it was sent (relay time, ms). */
  readonly at: number
  readonly senderId: UserId
  readonly senderName: string
  readonly view: MessageView
}

export type MessageReader = ReturnType<typeof createMessageReader>

/** Creates what reads a message by its place; undefined where none is stored. */
export function createMessageReader(db: ConsoleDatabase, rows: EntryRows) {
  const findThread = db.prepare<[number], { sessionId: SessionId; thread: Thread }>(
    'SELECT session_id AS sessionId, thread FROM thread WHERE thread_id = ?',
  )

  return (threadId: number, seq: number): ReadMessage | undefined => {
    const row = rows.find.get(threadId, seq)
    const thread = findThread.get(threadId)
    if (row?.kind !== 'message' || !thread) return undefined
    const body = entryBodySchema.parse(JSON.parse(row.body_json))
    if (body.kind !== 'message') return undefined
    const amendments = rows.amendments.all(threadId, seq, seq, seq).map((amendment) => ({
      ...{ senderId: amendment.sender_id, at: amendment.at_ms },
      body: entryBodySchema.parse(JSON.parse(amendment.body_json)),
    }))
    const { sender_id: senderId, sender_name: senderName, at_ms: at } = row
    const view = viewMessage({ senderId, seq, body }, amendments)
    return { threadId, ...thread, seq, at, senderId, senderName, view }
  }
}

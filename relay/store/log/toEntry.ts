import { z } from 'zod'
import { type Entry, entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { Tables } from '../tables.ts'

/** Returns the entry of a row. */
export function toEntry(row: Tables['entries']): Entry {
  return {
    id: row.id,
    sessionId: row.session_id,
    thread: row.thread,
    seq: row.seq,
    at: row.at_ms,
    senderId: row.sender_id,
    senderName: row.sender_name,
    senderRole: row.sender_role,
    body: z.parse(entryBodySchema, JSON.parse(row.body_json)),
  }
}

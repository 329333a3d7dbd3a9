import { expect } from 'vitest'
import type { Logged } from '../../../faults/oracle.ts'
import type { TestDatabase } from '../../servers/createTestDatabase.ts'

/** Reads the messages of a session's care thread past the relay, and expects the thread to have no gap. */
export async function readStoredLog(database: Pick<TestDatabase, 'query'>, sessionId: string): Promise<Logged[]> {
  const { rows } = await database.query(
    `select id, seq, sender_id, body_json from entries where session_id = $1 and thread = 'care' order by seq`,
    [sessionId],
  )
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1))
  const { rows: heads } = await database.query(`select head from threads where session_id = $1 and thread = 'care'`, [
    sessionId,
  ])
  expect(Number(heads[0]?.head)).toBe(rows.length)
  return rows.flatMap(({ id, seq, sender_id: senderId, body_json: json }) => {
    const body = JSON.parse(json)
    return body.kind === 'message' ? [{ id, sessionId, seq: Number(seq), senderId, text: body.text }] : []
  })
}

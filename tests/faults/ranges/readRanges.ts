import { z } from 'zod'
import { openConsoleDatabase, openRelayDatabase } from '../readLogs.ts'
import type { ConsoleThread, RelayThread } from './rangeOracle.ts'

const entryRows = z.array(z.object({ key: z.string(), seq: z.number(), id: z.string(), body: z.string() }))
const markRows = z.array(z.object({ key: z.string(), deliveredUpTo: z.number() }))
const rangeRows = z.array(z.object({ key: z.string(), fromSeq: z.number(), upToSeq: z.number() }))
const threadRows = z.array(z.object({ key: z.string() }))

/** Every thread in the relay's database, and how far the user has marked it as delivered. The relay may be running. */
export function readRelayThreads(dataDir: string, userId: string): RelayThread[] {
  const db = openRelayDatabase(dataDir)
  try {
    const marks = new Map(
      markRows
        .parse(
          db
            .prepare(
              `SELECT session_id || ' ' || thread AS key, delivered_up_to AS deliveredUpTo FROM watermarks WHERE user_id = ?`,
            )
            .all(userId),
        )
        .map(({ key, deliveredUpTo }) => [key, deliveredUpTo]),
    )
    const entries = entryRows.parse(
      db
        .prepare(`SELECT session_id || ' ' || thread AS key, seq, id, body_json AS body FROM entries ORDER BY seq`)
        .all(),
    )
    return [...Map.groupBy(entries, ({ key }) => key)].map(([key, ofThread]) => ({
      key,
      entries: ofThread,
      deliveredUpTo: marks.get(key) ?? 0,
    }))
  } finally {
    db.close()
  }
}

/** Every thread in the console's database with the ranges and the entries that it holds. The console must have ended. */
export async function readConsoleThreads(dataDir: string): Promise<ConsoleThread[]> {
  const db = await openConsoleDatabase(dataDir)
  try {
    const rows = (columns: string, table: string) =>
      db.prepare(`SELECT session_id || ' ' || thread AS key${columns} FROM ${table}`).all()
    const ranges = Map.groupBy(
      rangeRows.parse(rows(', from_seq AS fromSeq, up_to_seq AS upToSeq', 'range JOIN thread USING (thread_id)')),
      ({ key }) => key,
    )
    const entries = Map.groupBy(
      entryRows.parse(rows(', seq, entry_id AS id, body_json AS body', 'entry JOIN thread USING (thread_id)')),
      ({ key }) => key,
    )
    return threadRows.parse(rows('', 'thread')).map(({ key }) => ({
      key,
      ranges: ranges.get(key) ?? [],
      entries: entries.get(key) ?? [],
    }))
  } finally {
    db.close()
  }
}

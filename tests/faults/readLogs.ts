import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { databaseFile, profileSchema, readProfile } from '../../src/main/core/account/profile.ts'
import { systemRandom } from '../../src/main/core/runtime/random.ts'
import { fileProtector, openKeySafe } from '../../src/main/hosts/openKeySafe.ts'
import { type ConsoleDatabase, openDatabase } from '../../src/main/storage/openDatabase.ts'
import type { Logged } from './oracle.ts'

const rowSchema = z.object({
  id: z.string(),
  sessionId: z.string(),
  seq: z.number(),
  senderId: z.string(),
  body: z.string(),
})

/** The messages of all care threads in the relay's database, each thread by `seq`. The relay must have ended. */
export function readRelayLog(dataDir: string): Logged[] {
  const db = openRelayDatabase(dataDir)
  try {
    return readMessages(
      db,
      `SELECT id, session_id AS sessionId, seq, sender_id AS senderId, body_json AS body
       FROM entries WHERE thread = 'care' ORDER BY session_id, seq`,
    )
  } finally {
    db.close()
  }
}

/** Opens the relay's database, beside the relay or after it. */
export function openRelayDatabase(dataDir: string): ConsoleDatabase {
  const [file] = readdirSync(dataDir).filter((name) => name.endsWith('.db') || name.endsWith('.sqlite'))
  if (file === undefined) throw new Error('there is no database of the relay')
  return new Database(join(dataDir, file))
}

/** Opens the database of who is signed in at the console. The console must have ended. */
export async function openConsoleDatabase(dataDir: string): Promise<ConsoleDatabase> {
  const profile = profileSchema.parse(readProfile(dataDir, { deviceId: systemRandom.uuid(), nowMs: 0 }).profile)
  const folder = profile.signedIn
  const wrappedKey = folder === null ? undefined : profile.keys[folder]
  if (folder === null || wrappedKey === undefined) throw new Error('nobody is signed in at the console')
  const keySafe = await openKeySafe({ dataDir, protectors: [fileProtector], random: systemRandom })
  return openDatabase({
    file: databaseFile(dataDir, folder),
    key: keySafe.unwrap(Buffer.from(wrappedKey, 'base64')),
  })
}

/** The same of the console's database, and the ids that still wait in its outbox. The console must have ended. */
export async function readConsoleLog(dataDir: string): Promise<{ readonly log: Logged[]; readonly unsent: string[] }> {
  const db = await openConsoleDatabase(dataDir)
  try {
    const log = readMessages(
      db,
      `SELECT entry_id AS id, session_id AS sessionId, seq, sender_id AS senderId, body_json AS body
       FROM entry JOIN thread USING (thread_id) WHERE thread = 'care' ORDER BY session_id, seq`,
    )
    const unsent = z.array(z.object({ id: z.string() })).parse(db.prepare('SELECT entry_id AS id FROM outbox').all())
    return { log, unsent: unsent.map(({ id }) => id) }
  } finally {
    db.close()
  }
}

const bodySchema = z.looseObject({ kind: z.string(), text: z.string().optional() })

function readMessages(db: ConsoleDatabase, sql: string): Logged[] {
  return z
    .array(rowSchema)
    .parse(db.prepare(sql).all())
    .flatMap(({ body, ...place }) => {
      const { kind, text } = bodySchema.parse(JSON.parse(body))
      return kind === 'message' && text !== undefined ? [{ ...place, text }] : []
    })
}

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { createCurrentTransport } from '../../src/main/core/link/currentTransport.ts'
import { createCommit } from '../../src/main/core/log/commit.ts'
import { createUnsentMessages } from '../../src/main/core/log/unsentMessages.ts'
import { createOutbox } from '../../src/main/core/outbox/outbox.ts'
import { systemRandom } from '../../src/main/core/runtime/random.ts'
import { openDatabase } from '../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../src/main/storage/openStorage.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { systemClock } from '../../src/shared/model/timing/clock.ts'
import { interleave, type Measurement } from '../runner/comparison.ts'

const text = 'x'.repeat(200)
const clinician = { userId: userIdSchema.parse('bench'), name: 'Bench', role: 'clinician' } as const
const quietLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const sessionId = sessionIdSchema.parse('bench')

/** Durable enqueue, one message and one synced commit at a time, against the driver committing the same row to the same kind of file. */
export function outboxEnqueue(messages: number): Measurement {
  return interleave(
    { title: 'Durable enqueue of one message', unit: 'commits/s', better: 'more', floor: 0.5, aim: 0.8 },
    [
      {
        name: 'outbox.enqueue',
        run: async () => ({ value: inNewDirectory((directory) => enqueueMany(directory, messages)) }),
      },
      {
        name: 'reference: better-sqlite3, same cipher and commit',
        run: async () => ({ value: inNewDirectory((directory) => insertMany(directory, messages)) }),
      },
    ],
  )
}

function inNewDirectory(run: (directory: string) => number): number {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-bench-'))
  try {
    return run(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function perSecond(count: number, work: (turn: number) => void): number {
  const startedAt = performance.now()
  for (let turn = 0; turn < count; turn += 1) work(turn)
  return count / ((performance.now() - startedAt) / 1000)
}

function enqueueMany(directory: string, messages: number): number {
  const db = openDatabase({ file: join(directory, 'rounds.db'), key: randomBytes(32) })
  const storage = createStorage(db)
  storage.transact(() => {
    storage.sessions.put({
      id: sessionId,
      kind: 'chat',
      active: true,
      createdAt: 0,
      participants: [],
      watermarks: [],
      heads: { care: 0 },
    })
  })
  const unsent = createUnsentMessages([])
  const outbox = createOutbox({
    ...{
      storage,
      unsent,
      clock: systemClock,
      serverTime: systemClock,
      random: systemRandom,
      transport: createCurrentTransport(quietLog),
    },
    commit: createCommit({
      ...{ storage, unsent, self: () => clinician },
      isOpen: () => false,
      relayNow: () => Number.POSITIVE_INFINITY,
      publish: () => undefined,
    }),
    run: (work) => void work(),
    backOff: { firstMs: 1_000, longestMs: 60_000 },
    storageHealth: { current: () => null, report: () => undefined, write: () => true },
    catchUpThread: async () => true,
  })
  const rate = perSecond(messages, () => {
    outbox.enqueue({ id: entryIdSchema.parse(v7()), sessionId, thread: 'care', text })
  })
  outbox.close()
  storage.close()
  return rate
}

function insertMany(directory: string, messages: number): number {
  const db = openDatabase({ file: join(directory, 'raw.db'), key: randomBytes(32) })
  const insert = db.prepare(
    `INSERT INTO outbox (entry_id, position, session_id, thread, text, reply_to_id, queued_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const rate = perSecond(messages, (turn) => insert.run(v7(), turn, sessionId, 'care', text, null, Date.now()))
  db.close()
  return rate
}

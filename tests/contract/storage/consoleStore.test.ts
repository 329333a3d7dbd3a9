import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../../src/main/storage/openStorage.ts'
import type { OutboxMessage } from '../../../src/main/storage/outboxStore.ts'
import type { StoredThread } from '../../../src/main/storage/sessionStore.ts'
import type { Storage } from '../../../src/main/storage/storage.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import {
  anEntry,
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
  patientId,
  testKey,
} from '../../support/console/openTestStorage.ts'
import { makeDataDir, newEntryId } from '../../support/console/startCore.ts'

const hashOf = (file: string) =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null

function failureKindOf(work: () => unknown): string | null {
  try {
    work()
  } catch (error) {
    return error instanceof FailureError ? error.failure.kind : String(error)
  }
  return null
}

function careOf(storage: Storage): StoredThread {
  const thread = storage.sessions.findThread(anySessionId, 'care')
  if (!thread) throw new Error('there is no care thread')
  return thread
}

function aMessage(position: number, different: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    ...{
      kind: 'message',
      id: newEntryId(),
      position,
      sessionId: anySessionId,
      thread: 'care',
      text: `own ${position}`,
      replyTo: null,
    },
    ...{ queuedAt: 5, attempts: 0, outcome: 'none', failure: null },
    ...different,
  }
}

describe('the file', () => {
  test('is opened again with its key and has what was stored', () => {
    const { storage, file } = openTestStorage()
    storage.transact(() => storage.settings.write('workspace', { tabs: [1, 2] }))
    storage.close()
    const again = createStorage(openDatabase({ file, key: testKey }))
    expect(again.settings.read('workspace')).toEqual({ tabs: [1, 2] })
    again.close()
  })

  test('is refused with another key and left as it is, its log included', () => {
    const { storage, file, db } = openTestStorage()
    storage.transact(() => storage.settings.write('workspace', 'kept'))
    // What a killed process leaves: a log that was not written back.
    const [copy, copyWal] = [`${file}.copy`, `${file}.copy-wal`]
    writeFileSync(copy, readFileSync(file))
    writeFileSync(copyWal, readFileSync(`${file}-wal`))
    db.close()
    const before = [hashOf(copy), hashOf(copyWal)]
    expect(failureKindOf(() => openDatabase({ file: copy, key: new Uint8Array(32).fill(8) }))).toBe('wrongKey')
    expect([hashOf(copy), hashOf(copyWal)]).toEqual(before)
    const kept = createStorage(openDatabase({ file: copy, key: testKey }))
    expect(kept.settings.read('workspace')).toBe('kept')
    kept.close()
  })

  test('that is no database is refused and left as it is', () => {
    const file = join(makeDataDir(), 'rounds.db')
    writeFileSync(file, 'this is a letter and no database, whatever its name may say. '.repeat(200))
    const before = hashOf(file)
    expect(failureKindOf(() => openDatabase({ file, key: testKey }))).toBe('wrongKey')
    expect(hashOf(file)).toBe(before)
  })

  test('of a newer version is refused, says what to do, and is left as it is', () => {
    const { db, file } = openTestStorage()
    db.pragma('user_version = 9999')
    db.close()
    const before = hashOf(file)
    expect(() => openDatabase({ file, key: testKey })).toThrow(/newer version of Rounds\. Install that version/)
    expect(failureKindOf(() => openDatabase({ file, key: testKey }))).toBe('newerDatabase')
    expect(hashOf(file)).toBe(before)
  })

  test('that another process holds is refused', () => {
    const { db, file } = openTestStorage()
    expect(failureKindOf(() => openDatabase({ file, key: testKey }))).toBe('unavailable')
    db.close()
  })

  test('commits durably, in the write-ahead log', () => {
    const { db } = openTestStorage()
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.pragma('temp_store', { simple: true })).toBe(2)
    db.close()
  })

  test('waits for the disk with what is kept, and not with what is fetched again', () => {
    const { db, storage } = openTestStorage()
    const levelOf = (durability?: 'kept' | 'fetchedAgain') =>
      storage.transact(() => db.pragma('synchronous', { simple: true }), durability)
    const [normal, full] = [1, 2]
    expect(levelOf('fetchedAgain')).toBe(normal)
    expect(levelOf()).toBe(full)
    expect(levelOf('fetchedAgain')).toBe(normal)
    expect(storage.transact(() => levelOf('fetchedAgain'))).toBe(full)
    db.close()
  })

  test('is brought to the disk when asked, also with nothing written', async () => {
    const { db, storage } = openTestStorage()
    expect(await storage.sync()).toBe(true)
    storage.transact(() => storage.settings.write('syncToken', 'a token'), 'fetchedAgain')
    expect(await storage.sync()).toBe(true)
    db.close()
    expect(await storage.sync()).toBe(false)
  })

  test('that is full refuses what does not fit, and changes nothing', () => {
    const { db, storage } = openTestStorage()
    storage.transact(() => storage.sessions.put(aSession()))
    storage.transact(() => storage.drafts.save(anySessionId, 'care', 'begun'))
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
    const fill = () =>
      storage.transact(() => {
        storage.drafts.save(anySessionId, 'care', '')
        for (let position = 1; position < 20; position++) {
          storage.outbox.insert(aMessage(position, { text: 'x'.repeat(4_000) }))
        }
      })
    expect(failureKindOf(fill)).toBe('diskFull')
    expect(storage.outbox.all()).toEqual([])
    expect(storage.drafts.of(anySessionId).care).toBe('begun')
    db.pragma('max_page_count = 100000')
    expect(failureKindOf(fill)).toBe(null)
    storage.close()
  })
})

describe('the stores', () => {
  test('give a session back as it was put, and say whether a put changed it', () => {
    const { storage } = openTestStorage()
    const session = aSession({ expiresAt: 9_000 })
    expect(storage.transact(() => storage.sessions.put(session))).toBe(true)
    expect(storage.transact(() => storage.sessions.put(session))).toBe(false)
    expect(storage.sessions.find(anySessionId)).toMatchObject({
      patient: session.patient,
      expiresAt: 9_000,
      owedSince: null,
    })
    expect(storage.transact(() => storage.sessions.put({ ...session, active: false }))).toBe(true)
    expect(storage.transact(() => storage.sessions.put({ ...session, active: false, heads: { care: 4 } }))).toBe(true)
    expect(storage.sessions.threads().map(({ thread, headSeq }) => [thread, headSeq])).toEqual([['care', 4]])
    storage.close()
  })

  test('read a page of a thread from its end or before a place, ascending', () => {
    const { storage } = openTestStorage()
    storage.transact(() => {
      storage.sessions.put(aSession({ heads: { care: 120 } }))
      for (let seq = 1; seq <= 120; seq++) storage.entries.insert(careOf(storage), anEntry(seq))
    })
    const seqs = (before: number | null) => storage.entries.page(careOf(storage), before, 50).map(({ seq }) => seq)
    expect(seqs(null)).toEqual(Array.from({ length: 50 }, (_, index) => 71 + index))
    expect(seqs(11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    storage.close()
  })

  test('find a page by seeking, not by reading the thread', () => {
    const { storage, db } = openTestStorage()
    const plan = db
      .prepare<[], { detail: string }>(
        'EXPLAIN QUERY PLAN SELECT seq FROM entry WHERE thread_id = 1 AND seq < 9 ORDER BY seq DESC LIMIT 50',
      )
      .all()
    expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH entry USING PRIMARY KEY (thread_id=? AND seq<?)'])
    storage.close()
  })

  test('store a place once', () => {
    const { storage } = openTestStorage()
    storage.transact(() => storage.sessions.put(aSession()))
    const first = anEntry(1)
    expect(storage.transact(() => storage.entries.insert(careOf(storage), first))).toBe('new')
    const again = { ...first, body: { kind: 'message', type: 'text', text: 'altered' } } as const
    expect(storage.transact(() => storage.entries.insert(careOf(storage), again))).toBe('same')
    expect(storage.entries.find(careOf(storage), 1)).toEqual(first)
    const other = anEntry(1)
    expect(storage.transact(() => storage.entries.insert(careOf(storage), other))).toBe('other')
    expect(storage.entries.find(careOf(storage), 1)).toEqual(other)
    storage.close()
  })

  test('keep unsent messages in order, and when their session is removed', () => {
    const { storage } = openTestStorage()
    const [second, first] = [aMessage(2), aMessage(1, { replyTo: newEntryId() })]
    storage.transact(() => {
      storage.sessions.put(aSession())
      storage.entries.insert(careOf(storage), anEntry(1))
      storage.drafts.save(anySessionId, 'staff', 'a note')
      storage.outbox.insert(second)
      storage.outbox.insert(first)
      storage.sessions.remove(anySessionId)
    })
    expect(storage.outbox.all()).toEqual([first, second])
    expect(storage.sessions.ids()).toEqual([])
    expect(storage.drafts.of(anySessionId)).toEqual({ care: '', staff: 'a note' })
    const failed = { ...first, attempts: 2, outcome: 'refused', failure: { kind: 'forbidden', message: 'no' } } as const
    storage.transact(() => storage.outbox.save(failed))
    storage.transact(() => storage.outbox.remove(second.id))
    expect(storage.outbox.all()).toEqual([failed])
    storage.close()
  })

  test('raise watermarks and never lower them; what is owed to the relay follows from the cursor', () => {
    const { storage } = openTestStorage()
    storage.transact(() => storage.sessions.put(aSession({ heads: { care: 9 } })))
    const care = careOf(storage)
    expect(storage.transact(() => storage.watermarks.raise(care.threadId, patientId, 5, 3))).toBe(true)
    expect(storage.transact(() => storage.watermarks.raise(care.threadId, patientId, 4, 2))).toBe(false)
    expect(storage.transact(() => storage.watermarks.raise(care.threadId, patientId, 4, 4))).toBe(true)
    expect(storage.watermarks.of(anySessionId)).toEqual([
      { thread: 'care', userId: patientId, deliveredUpTo: 5, readUpTo: 4 },
    ])
    expect(storage.watermarks.owed(clinicianId, 10)).toEqual([])
    storage.transact(() => {
      storage.sessions.saveThread({ ...care, readUpTo: 8 })
      storage.ranges.save(care.threadId, [], [{ fromSeq: 1, upToSeq: 6 }])
    })
    const owed = { sessionId: anySessionId, thread: 'care', deliveredUpTo: 6, readUpTo: 6 }
    expect(storage.watermarks.owed(clinicianId, 10)).toEqual([owed])
    storage.transact(() => storage.watermarks.raise(care.threadId, clinicianId, 6, 6))
    expect(storage.watermarks.owed(clinicianId, 10)).toEqual([])
    storage.close()
  })
})

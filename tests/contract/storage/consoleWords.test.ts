import { copyFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConsoleDatabase, openDatabase } from '../../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../../src/main/storage/openStorage.ts'
import type { StoredThread } from '../../../src/main/storage/sessionStore.ts'
import type { Storage } from '../../../src/main/storage/storage.ts'
import type { WordQuestion } from '../../../src/main/storage/words/wordSearch.ts'
import type { Entry, EntryBody } from '../../../src/shared/model/entry.ts'
import { entryIdSchema, sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { viewMessages } from '../../../src/shared/model/messageView.ts'
import { hasWord, tokensOf, wordsOf } from '../../../src/shared/model/text/searchedWords.ts'
import { anEntry, anySessionId, aSession, openTestStorage, testKey } from '../../support/console/openTestStorage.ts'

const otherId = sessionIdSchema.parse('session-2')
const everything: WordQuestion = {
  ...{ words: [], senderWords: [], kinds: [], threadIds: null },
  ...{ fromMs: 0, beforeMs: Number.POSITIVE_INFINITY },
}

function openWithSessions() {
  const opened = openTestStorage()
  opened.storage.transact(() => {
    opened.storage.sessions.put(aSession())
    opened.storage.sessions.put(aSession({ id: otherId }))
  })
  return opened
}

function threadOf(storage: Storage, id = anySessionId, name: 'care' | 'staff' = 'care'): StoredThread {
  const thread = storage.sessions.findThread(id, name)
  if (!thread) throw new Error('there is no such thread')
  return thread
}

const insert = (storage: Storage, thread: StoredThread, entries: readonly Entry[]) =>
  storage.transact(() => {
    for (const entry of entries) storage.entries.insert(thread, entry)
  })
const saying = (text: string): EntryBody => ({ kind: 'message', type: 'text', text })
const target = (targetSeq: number) => ({ target: entryIdSchema.parse(crypto.randomUUID()), targetSeq })

const find = (storage: Storage, words: string, different: Partial<WordQuestion> = {}) =>
  storage.words
    .find({ ...everything, words: tokensOf(wordsOf(words)), ...different }, null, 1_000)
    .rows.map(({ seq }) => seq)

/** Every token that the tables of the index still have, whether anything is found by it or not. */
function tokensOnDisk(db: ConsoleDatabase): readonly string[] {
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, 'entry_words', 'row')`)
  return db.prepare<[], string>('SELECT term FROM temp.terms UNION SELECT word FROM word').pluck().all()
}

describe('a message is found', () => {
  test('by the beginning of each of its words, in every script, newest first', () => {
    const { storage } = openWithSessions()
    const texts = ['Fever since Monday', 'no FÉVER', '患者说头痛', 'قالت فاطِمَة', 'ماء ـــ', '약을 한국에서']
    insert(
      storage,
      threadOf(storage),
      texts.map((text, at) => anEntry(at + 1, { at: 60_000 * at, body: saying(text) })),
    )
    expect(find(storage, 'fev')).toEqual([2, 1])
    expect(find(storage, 'mon fever')).toEqual([1])
    expect(find(storage, 'ever')).toEqual([])
    expect(find(storage, '头痛')).toEqual([3])
    expect(find(storage, '痛')).toEqual([3])
    expect(find(storage, 'فاطمه')).toEqual([4])
    expect(find(storage, '한국')).toEqual([6])
    expect(find(storage, '')).toEqual([6, 5, 4, 3, 2, 1])
    storage.close()
  })

  test('by who said it, the thread, its files and its time, together with its words', () => {
    const { storage } = openWithSessions()
    const file = {
      ...{ id: crypto.randomUUID(), name: 'Röntgen Thorax.pdf', mediaType: 'application/pdf' },
      ...{ bytes: 3, sha256: 'a'.repeat(64) },
    }
    const care = threadOf(storage)
    insert(storage, care, [
      anEntry(1, { at: 10_000, senderName: 'Ann Aare', body: saying('fever') }),
      anEntry(2, { at: 20_000, body: saying('fever') }),
    ])
    insert(storage, threadOf(storage, otherId, 'staff'), [
      anEntry(3, {
        ...{ at: 30_000, sessionId: otherId, thread: 'staff' },
        body: { kind: 'message', type: 'document', text: 'fever', attachments: [file] } as EntryBody,
      }),
    ])
    expect(find(storage, 'fever', { senderWords: ['ann'] })).toEqual([1])
    expect(find(storage, 'ann')).toEqual([])
    expect(find(storage, 'fever', { threadIds: [care.threadId] })).toEqual([2, 1])
    expect(find(storage, '', { threadIds: [] })).toEqual([])
    expect(find(storage, 'rontgen fever')).toEqual([3])
    expect(find(storage, '', { kinds: ['file'] })).toEqual([3])
    expect(find(storage, '', { kinds: ['note'] })).toEqual([3])
    expect(find(storage, '', { fromMs: 20_000 })).toEqual([3, 2])
    storage.close()
  })

  test('page after page, where a word is in very many, too', () => {
    const { storage } = openWithSessions()
    const entries = Array.from({ length: 300 }, (_, at) => anEntry(at + 1, { at: 2_000 * at, body: saying('fever') }))
    insert(storage, threadOf(storage), entries)
    const seqs: number[] = []
    for (let before: number | null = null, pages = 0; pages < 10; pages += 1) {
      const page = storage.words.find({ ...everything, words: ['fever'] }, before, 70)
      seqs.push(...page.rows.map(({ seq }) => seq))
      before = page.reached
      if (before === null) break
    }
    expect(seqs).toEqual(entries.map(({ seq }) => seq).reverse())
    storage.close()
  })
})

describe('the index', () => {
  test('has the newest version of a message alone, also when the edit came first', () => {
    const { storage, db } = openWithSessions()
    const care = threadOf(storage)
    insert(storage, care, [anEntry(9, { body: { kind: 'edit', ...target(1), text: 'amoxicillin' } })])
    insert(storage, care, [anEntry(1, { body: saying('penicillin') }), anEntry(2, { body: saying('penicillin') })])
    insert(storage, care, [anEntry(10, { body: { kind: 'edit', ...target(2), text: 'ibuprofen' } })])
    expect(find(storage, 'penicillin')).toEqual([])
    expect(find(storage, 'amox')).toEqual([1])
    expect(find(storage, 'ibu')).toEqual([2])
    expect(tokensOnDisk(db)).not.toContain('penicillin')
    storage.close()
  })

  test('has no word of what was redacted, forgotten or gone with its session, in no table of its own', () => {
    const { storage, db } = openWithSessions()
    const care = threadOf(storage)
    const words = ['redactedword', 'forgottenword', 'goneword', 'staffword', 'keptword']
    insert(storage, care, [
      anEntry(1, { body: saying('redactedword') }),
      anEntry(2, { body: saying('forgottenword') }),
      anEntry(3, { body: saying('keptword') }),
    ])
    insert(storage, threadOf(storage, otherId), [anEntry(1, { sessionId: otherId, body: saying('goneword') })])
    insert(storage, threadOf(storage, anySessionId, 'staff'), [
      anEntry(1, { thread: 'staff', body: saying('staffword') }),
    ])
    expect(words.map((word) => find(storage, word).length)).toEqual([1, 1, 1, 1, 1])
    storage.transact(() => storage.entries.redact(care, 1, 9))
    storage.transact(() => storage.entries.remove(care, 2, 2))
    storage.transact(() => storage.sessions.remove(otherId))
    storage.transact(() => storage.sessions.put(aSession({ heads: { care: 3 } })))
    expect(words.map((word) => find(storage, word).length)).toEqual([0, 0, 0, 0, 1])
    expect(tokensOnDisk(db).filter((token) => token.endsWith('word'))).toEqual(['keptword'])
    storage.close()
  })

  test('has no word of very many that were forgotten at once, after a few steps of bringing it together', () => {
    const { storage, db } = openWithSessions()
    const entries = Array.from({ length: 500 }, (_, at) => anEntry(at + 1, { body: saying(`word${at} shared`) }))
    insert(storage, threadOf(storage), entries)
    insert(storage, threadOf(storage, otherId), [anEntry(1, { sessionId: otherId, body: saying('shared kept') })])
    storage.transact(() => storage.entries.remove(threadOf(storage), 1, 500))
    expect(find(storage, 'shared')).toEqual([1])
    for (let step = 0; step < 100; step += 1) if (!storage.transact(storage.words.merge)) break
    expect(tokensOnDisk(db).filter((token) => token.startsWith('word'))).toEqual([])
    expect(find(storage, 'kept')).toEqual([1])
    storage.close()
  })

  test('is as it was after a transaction that was undone, and after a kill', () => {
    const { storage, file } = openWithSessions()
    const care = threadOf(storage)
    insert(storage, care, [anEntry(1, { body: saying('before') })])
    const failing = () =>
      storage.transact(() => {
        storage.entries.insert(care, anEntry(2, { body: saying('undone') }))
        storage.entries.redact(care, 1, 1)
        throw new Error('on purpose')
      })
    expect(failing).toThrow('on purpose')
    insert(storage, care, [anEntry(3, { body: saying('after') })])
    expect(['before', 'undone', 'after'].map((word) => find(storage, word))).toEqual([[1], [], [3]])
    const afterKill = `${file}.killed`
    copyFileSync(file, afterKill)
    copyFileSync(`${file}-wal`, `${afterKill}-wal`)
    storage.close()
    const again = createStorage(openDatabase({ file: afterKill, key: testKey }))
    expect(['before', 'undone', 'after'].map((word) => find(again, word))).toEqual([[1], [], [3]])
    again.close()
  })

  test('takes in what was stored before there was one, in steps, and says until then that it is not whole', () => {
    const { storage, db, file } = openWithSessions()
    const care = threadOf(storage)
    insert(
      storage,
      care,
      Array.from({ length: 250 }, (_, at) => anEntry(at + 1, { at: at * 1_000, body: saying(`old fever ${at}`) })),
    )
    insert(storage, care, [anEntry(251, { body: { kind: 'edit', ...target(3), text: 'a cold' } })])
    db.exec(`DELETE FROM word_row; DELETE FROM word; INSERT INTO entry_words (entry_words) VALUES ('delete-all');
      DELETE FROM setting WHERE name = 'wordsFilled'`)
    storage.close()
    const again = createStorage(openDatabase({ file, key: testKey }))
    expect(again.words.isWhole()).toBe(false)
    insert(again, threadOf(again), [anEntry(252, { at: 900_000, body: saying('new fever') })])
    expect(find(again, 'fever')).toEqual([252])
    let steps = 0
    while (!again.transact(() => again.words.fill(100))) steps += 1
    expect(steps).toBe(2)
    expect(again.words.isWhole()).toBe(true)
    expect(find(again, 'fever')).toHaveLength(250)
    expect(find(again, 'cold')).toEqual([3])
    again.close()
  })
})

const words = ['fever', 'fevers', 'cold', '头痛', 'ففف']
const anyText = fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((some) => some.join(' '))
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('message' as const), seq: fc.integer({ min: 1, max: 8 }), text: anyText }),
  fc.record({
    ...{ kind: fc.constant('edit' as const), seq: fc.integer({ min: 9, max: 16 }) },
    ...{ targetSeq: fc.integer({ min: 1, max: 8 }), text: anyText },
  }),
  fc.record({ kind: fc.constant('redact' as const), targetSeq: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    ...{ kind: fc.constant('forget' as const), from: fc.integer({ min: 1, max: 16 }) },
    length: fc.integer({ min: 0, max: 8 }),
  }),
)

test('the index says of every message what the log says, whatever has come, gone and been taken back', () => {
  const { storage, db } = openWithSessions()
  const care = threadOf(storage)
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
      storage.transact(() => storage.entries.remove(care, 1, 100))
      for (const step of steps)
        storage.transact(() => {
          if (step.kind === 'message') storage.entries.insert(care, anEntry(step.seq, { body: saying(step.text) }))
          else if (step.kind === 'edit')
            storage.entries.insert(
              care,
              anEntry(step.seq, { body: { kind: 'edit', ...target(step.targetSeq), text: step.text } }),
            )
          else if (step.kind === 'redact') storage.entries.redact(care, step.targetSeq, 100)
          else storage.entries.remove(care, step.from, step.from + step.length)
        })
      const views = viewMessages(storage.entries.page(care, null, 100))
      for (const word of words) {
        const said = [...views].filter(([, { text }]) => wordsOf(text).some((one) => hasWord([one], word)))
        const expected = said.map(([seq]) => seq)
        expect(find(storage, word).toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
      }
      const counts = db.prepare<[], { word: string; n: number }>('SELECT word, row_count AS n FROM word').all()
      expect(counts.filter(({ n }) => n <= 0)).toEqual([])
    }),
    { numRuns: 40 },
  )
  storage.close()
})

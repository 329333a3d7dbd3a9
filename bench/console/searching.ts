import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../simulation/random.ts'
import { createSearch } from '../../src/main/core/search/search.ts'
import { openDatabase } from '../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../src/main/storage/openStorage.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { sessionSchema } from '../../src/shared/model/session.ts'
import { systemClock } from '../../src/shared/model/timing/clock.ts'
import type { Measurement, Sample } from '../runner/comparison.ts'
import { percentile } from '../runner/percentile.ts'

interface StoredSize {
  readonly sessions: number
  readonly entries: number
}

/** Distinct words; the nth is said about 1/n times as often as the first, as words are. */
const vocabulary = 20_000
const wordsOfMessage = 12
const entriesAtOnce = 5_000
/** A message every so many ms, over some months. */
const everyMs = 20_000
const beganAtMs = Date.UTC(2026, 0, 1)

/** Words that are typed letter by letter, from common to rare: an answer after each. */
const typed = ['w7', 'w42', 'w310', 'w2718', 'w14142']

/** Searches as clinicians type them: words together, which are in nothing, as a phrase, of a person, a patient, a time. */
const searches = [
  ...typed.flatMap((word) => Array.from(word, (_, index) => word.slice(0, index + 1))),
  ...['w7 w9', 'w15000', 'w15000 w1', 'w300 w4000', 'w19999 w18888', 'nowhere', '"w1 w2"', 'from:ann'],
  ...['from:"ann 3" w20', 'in:"patient 7" w5', 'after:2026-03-01 w8', 'before:2026-01-02 w3'],
]

/** Searches in what a workstation holds, from what is typed to the first page of an answer, beside one that holds ten messages. */
export async function prepareSearching(
  much: StoredSize,
  little: StoredSize,
  judgesTimes: boolean,
): Promise<Measurement> {
  const sides = [openSide(much), openSide(little)]
  return {
    comparisons: [
      {
        ...{ title: 'search in what the workstation holds, p95', unit: 'ms', better: 'less', floor: 300, aim: 100 },
        contenders: [much, little].map(({ entries }) => `${entries.toLocaleString('en')} messages`),
        ...(judgesTimes ? { most: { floor: 50, aim: 20 } } : {}),
      },
    ],
    runRound: async () => {
      const samples: Sample[] = []
      for (const side of sides) samples.push(await side.run())
      return [samples]
    },
    close: async () => {
      for (const side of sides) side.close()
    },
  }
}

function openSide({ sessions, entries }: StoredSize) {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-searching-'))
  const storage = createStorage(openDatabase({ file: join(directory, 'rounds.db'), key: new Uint8Array(32).fill(7) }))
  storage.transact(() => storage.words.fill(1))
  fillStorage(storage, sessions, entries)
  const search = createSearch({
    ...{ clock: systemClock, storage, self: () => userIdSchema.parse('clinician'), commit: { tendWords: () => false } },
    storageHealth: {
      write: (work) => {
        work()
        return true
      },
    },
  })
  return {
    run: async (): Promise<Sample> => {
      const took: number[] = []
      let found = 0
      for (const text of searches) {
        const beganAt = performance.now()
        const { items, isWhole } = await search.handlers.searchEntries({ text })
        took.push(performance.now() - beganAt)
        found += items.length
        if (!isWhole) throw new Error('the index lacks messages')
      }
      const times = Float64Array.from(took).sort()
      return {
        value: percentile(times, 0.95),
        beside: { p50: percentile(times, 0.5), most: percentile(times, 1), found },
      }
    },
    close: () => {
      search.close()
      storage.close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** Stores so many messages, in so many sessions in turn. */
function fillStorage(storage: ReturnType<typeof createStorage>, sessions: number, entries: number): void {
  const random = createRandom(7)
  const word = () => `w${Math.floor(vocabulary ** random())}`
  const threads = Array.from({ length: sessions }, (_, index) => {
    const id = sessionIdSchema.parse(`session-${index}`)
    storage.transact(() => storage.sessions.put(aSession(index)))
    const thread = storage.sessions.findThread(id, 'care')
    if (!thread) throw new Error('a session without a thread')
    return { id, thread }
  })
  for (let from = 0; from < entries; from += entriesAtOnce)
    storage.transact(() => {
      for (let at = from; at < Math.min(from + entriesAtOnce, entries); at += 1) {
        const place = threads[at % sessions]
        if (!place) continue
        const text = Array.from({ length: wordsOfMessage }, word).join(' ')
        storage.entries.insert(place.thread, {
          ...{ id: entryIdSchema.parse(crypto.randomUUID()), sessionId: place.id, thread: 'care' },
          ...{ seq: Math.floor(at / sessions) + 1, at: beganAtMs + at * everyMs },
          ...{ senderId: userIdSchema.parse(`ann-${at % 10}`), senderName: `Ann ${at % 10}`, senderRole: 'patient' },
          body: { kind: 'message', type: 'text', text },
        })
      }
    })
}

function aSession(index: number) {
  return sessionSchema.parse({
    ...{ id: `session-${index}`, kind: 'chat', active: true, createdAt: beganAtMs },
    patient: { name: `Patient ${index}`, birthDate: '1964-03-11', sex: 'female', mrn: `M-${index}` },
    participants: [{ userId: `ann-${index % 10}`, name: `Ann ${index % 10}`, role: 'patient' }],
    ...{ watermarks: [], heads: { care: 0 } },
  })
}

import { describe, expect, test } from 'vitest'
import { judgeLogPart, noProgress, readLogPages } from '../../../src/client/readLogPages.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { LogRead } from '../../../src/shared/protocol/sync.ts'
import { anEntry, anySessionId } from '../../support/console/openTestStorage.ts'

const thread = { sessionId: anySessionId, thread: 'care' } as const
const after10: LogRead = { ...thread, after: 10, limit: 3 }
const part = (...seqs: number[]) => seqs.map((seq) => anEntry(seq))
const judge = (request: LogRead, entries: ReturnType<typeof part>, head: number, amendments: typeof entries = []) =>
  judgeLogPart(request, { entries, amendments, head })
const reactionTo = (targetSeq: number, seq: number) =>
  anEntry(seq, { body: { kind: 'reaction', target: anEntry(1).id, targetSeq, emoji: '👍', on: true } })

describe('an answer to log:read', () => {
  test('is what was asked for at its place, short pages and the ends of a thread included', () => {
    expect(judge(after10, part(11, 12, 13), 40)).toBeNull()
    expect(judge(after10, part(11), 40)).toBeNull()
    expect(judge(after10, [], 10)).toBeNull()
    expect(judge({ ...thread, limit: 3 }, part(39, 40), 40)).toBeNull()
    expect(judge({ ...thread, before: 9, limit: 3 }, part(7, 8), 40)).toBeNull()
    expect(judge({ ...thread, before: 60, limit: 3 }, part(39, 40), 40)).toBeNull()
    expect(judge(after10, part(11), 40, [reactionTo(11, 30)])).toBeNull()
  })

  test('is refused where it has a hole, is of another place or thread, or does not fit its head', () => {
    expect(judge(after10, part(11, 13), 40)).toBe('hole')
    expect(judge(after10, part(12, 13), 40)).toBe('other place')
    expect(judge(after10, [], 40)).toBe('other place')
    expect(judge({ ...thread, limit: 3 }, part(38, 39), 40)).toBe('other place')
    expect(judge({ ...thread, before: 9, limit: 3 }, part(8, 9), 40)).toBe('other place')
    expect(judge(after10, part(11, 12), 11)).toBe('beyond the head')
    expect(judge(after10, part(11, 12, 13, 14), 40)).toBe('too much')
    const elsewhere = anEntry(11, { sessionId: sessionIdSchema.parse('elsewhere') })
    expect(judge(after10, [elsewhere], 40)).toBe('other thread')
    expect(judge(after10, [anEntry(11, { thread: 'staff' })], 40)).toBe('other thread')
    expect(judge(after10, part(11), 40, [reactionTo(12, 30)])).toBe('other amendments')
    expect(judge(after10, part(11), 40, part(30))).toBe('other amendments')
  })
})

test('reading goes on until nothing lacks, and ends where the same lacks again', async () => {
  let upTo = 0
  const asked: (number | undefined)[] = []
  const next = (): LogRead | null => (upTo >= 9 ? null : { ...thread, after: upTo, limit: 3 })
  const readPage = async ({ after }: LogRead) => {
    asked.push(after)
    upTo = Math.min(upTo + 3, 9)
    return null
  }
  expect(await readLogPages({ next, readPage })).toBeNull()
  expect(asked).toEqual([0, 3, 6])
  expect(await readLogPages({ next: () => after10, readPage: async () => null })).toEqual(noProgress)
})

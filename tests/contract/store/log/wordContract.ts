import { describe, expect, it } from 'vitest'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { ThreadKey } from '../../../../relay/store/log/ranges.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { tokensOf, wordsOf } from '../../../../src/shared/model/text/searchedWords.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, entryId, message, otherSessionId, patient, sessionId } from '../storeRecords.ts'

const stranger = userIdSchema.parse('stranger')
const care = { sessionId, thread: 'care' } as const

/** The words of messages are indexed behind the log, as the messages read now. */
export function wordContract({ store, reopen }: ContractStore): void {
  describe('the words of messages', () => {
    const said = (number: number, text: string, change: Partial<Append> = {}) =>
      message(number, { body: { kind: 'message', type: 'text', text }, ...change })
    const edit = (number: number, targetSeq: number, text: string, change: Partial<Append> = {}) =>
      message(number, { body: { kind: 'edit', target: entryId(targetSeq), targetSeq, text }, ...change })
    const redaction = (number: number, targetSeq: number) =>
      message(number, { body: { kind: 'redaction', target: entryId(targetSeq), targetSeq } })

    async function indexAll(): Promise<void> {
      const { threads } = await store().words.backlog(null, 1_000)
      let left: ThreadKey[] = threads
      while (left.length > 0) left = await store().words.index(left, 50)
    }
    async function blocksOf(text: string, of: Parameters<ReturnType<typeof store>['words']['find']>[0] = 'everything') {
      const blocks = await store().words.find(of, tokensOf(wordsOf(text)), 100)
      return blocks.map((block) => `${block.sessionId} ${block.thread} ${block.fromSeq}-${block.upToSeq}`).sort()
    }

    it('are found by their beginnings, without case, accents and forms, all of them in one block', async () => {
      await store().log.appendAll([
        said(1, 'Pénicilline, straße und Øre'),
        said(2, '患者说头痛'),
        said(3, 'ﬁne ｗｉｄｅ 한국어', { sessionId: otherSessionId }),
      ])
      expect(await blocksOf('penicilline')).toEqual([])
      await indexAll()
      for (const text of ['PENIC', 'STRASSE øre', 'ore', '头痛', 'und 患', 'und und'])
        expect(await blocksOf(text), text).toEqual(['s1 care 1-2'])
      for (const text of ['fine', 'wide', '한국']) expect(await blocksOf(text), text).toEqual(['s2 care 1-1'])
      for (const text of ['icilline', 'und fine', 'nobody', `penicilline${'x'.repeat(200)}`])
        expect(await blocksOf(text), text).toEqual([])
    })

    it('are found among the sessions that are asked for alone', async () => {
      await store().log.appendAll([said(1, 'aspirin'), said(2, 'aspirin', { sessionId: otherSessionId })])
      await indexAll()
      expect(await blocksOf('aspirin')).toEqual(['s1 care 1-1', 's2 care 1-1'])
      expect(await blocksOf('aspirin', { participant: clinician })).toHaveLength(2)
      expect(await blocksOf('aspirin', { participant: stranger })).toEqual([])
      expect(await blocksOf('aspirin', 'supported')).toEqual([])
    })

    it('are those of the newest version, of messages that are neither encrypted nor redacted', async () => {
      await store().log.appendAll([
        said(1, 'original one'),
        said(2, 'removed two'),
        said(3, 'other three'),
        message(4, { body: { kind: 'message', type: 'text', text: 'cipher four', contentEncoding: 'encrypted' } }),
      ])
      await indexAll()
      for (const text of ['original', 'removed', 'other']) expect(await blocksOf(text), text).toEqual(['s1 care 1-4'])
      expect(await blocksOf('cipher')).toEqual([])
      // Enough that what follows is in a block of its own.
      await store().log.appendAll(Array.from({ length: 70 }, (_, at) => said(5 + at, `between ${at}`)))
      await indexAll()
      await store().log.appendAll([edit(80, 1, 'corrected'), redaction(81, 2), edit(82, 4, 'plain now')])
      expect(await blocksOf('original')).toEqual(['s1 care 1-64'])
      await indexAll()
      for (const text of ['original', 'removed', 'cipher']) expect(await blocksOf(text), text).toEqual([])
      for (const text of ['corrected', 'plain', 'other three'])
        expect(await blocksOf(text), text).toEqual(['s1 care 1-64'])
    })

    it('are in blocks without gaps, whatever was appended in between, and after the store was opened again', async () => {
      for (let count = 0; count < 150; ) {
        const some = Math.min(150 - count, 1 + (count % 23))
        await store().log.appendAll(
          Array.from({ length: some }, (_, at) => said(count + at + 1, `word${count + at + 1}x`)),
        )
        count += some
        await indexAll()
      }
      await reopen()
      const blocks = await store().words.find('everything', ['word'], 100)
      const ranges = blocks.map(({ fromSeq, upToSeq }) => [fromSeq, upToSeq]).sort(([a = 0], [b = 0]) => a - b)
      expect(ranges).toEqual([
        [1, 64],
        [65, 128],
        [129, 150],
      ])
      for (const seq of [1, 64, 65, 150]) expect(await blocksOf(`word${seq}x`), `${seq}`).toHaveLength(1)
    })

    it('of long messages do not fill a block beyond what a database takes', async () => {
      const long = (number: number) =>
        Array.from({ length: 1_300 }, (_, at) => `l${number.toString(36)}w${at.toString(36)}`.padEnd(12, 'q')).join(' ')
      await store().log.appendAll(Array.from({ length: 40 }, (_, at) => said(at + 1, long(at + 1))))
      await indexAll()
      const blocks = await store().words.find('everything', ['l'], 100)
      expect(blocks.length).toBeGreaterThan(5)
      for (const number of [1, 17, 40]) expect(await blocksOf(`l${number.toString(36)}w0qqqq`)).toHaveLength(1)
    })

    it('of messages that were edited to long ones later do not either, and leave no gap', async () => {
      // Each syllable is taken apart to three letters: the words take four times the bytes of the text.
      const syllable = (number: number) => String.fromCodePoint(0xac00 + 1 + (number % 399) * 28)
      const word = (number: number, at: number) =>
        `${syllable(number)}${syllable(Math.floor(at / 399))}${syllable(at)}${'갂'.repeat(17)}`
      const long = (number: number) => Array.from({ length: 260 }, (_, at) => word(number, at)).join(' ')
      const count = 64
      await store().log.appendAll(Array.from({ length: count }, (_, at) => said(at + 1, `short${at + 1}x`)))
      await indexAll()
      for (let number = 1; number <= count; number += 1)
        await store().log.appendAll([edit(count + number, number, long(number))])
      await indexAll()
      for (const number of [1, 17, count]) {
        expect(await blocksOf(`short${number}x`), `${number}`).toEqual([])
        expect(await blocksOf(word(number, 259)), `${number}`).toHaveLength(1)
      }
      await store().log.appendAll(
        Array.from({ length: count }, (_, at) => edit(count * 2 + at + 1, at + 1, `lasting${at + 1}x`)),
      )
      await indexAll()
      const seqs = (await store().words.find('everything', ['lasting'], 100)).flatMap(({ fromSeq, upToSeq }) =>
        Array.from({ length: upToSeq - fromSeq + 1 }, (_, at) => fromSeq + at),
      )
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
      expect((await store().words.states([sessionId])).find(({ thread }) => thread === 'care')).toMatchObject({
        head: count * 3,
        indexedUpTo: count * 3,
      })
    })

    it('tell how far the index is, and which threads it is behind in', async () => {
      await store().log.appendAll([said(1, 'one'), said(2, 'two', { thread: 'staff' })])
      expect((await store().words.backlog(null, 1_000)).threads).toEqual([care, { sessionId, thread: 'staff' }])
      expect((await store().words.backlog(care, 1_000)).threads).toEqual([{ sessionId, thread: 'staff' }])
      await store().words.index([care], 50)
      expect((await store().words.backlog(null, 1_000)).threads).toEqual([{ sessionId, thread: 'staff' }])
      const states = await store().words.states([sessionId])
      expect(states.find(({ thread }) => thread === 'care')).toEqual({
        ...care,
        head: 1,
        lastActivityAt: atMs + 1,
        indexedUpTo: 1,
      })
      expect(states.find(({ thread }) => thread === 'staff')).toMatchObject({ head: 1, indexedUpTo: 0 })
      const page = await store().words.backlog(null, 1)
      expect([page.threads, page.last]).toEqual([[], care])
    })

    it('are gone with their session, and with a redacted text, also when the index is behind', async () => {
      await store().log.appendAll([
        said(1, 'kept'),
        said(2, 'secret'),
        said(3, 'purged', { sessionId: otherSessionId }),
      ])
      await indexAll()
      await store().log.appendAll([redaction(4, 2)])
      expect((await store().retention.purgeRedacted(atMs + 1_000)).count).toBe(1)
      expect(await blocksOf('secret')).toEqual([])
      expect(await blocksOf('kept')).toHaveLength(1)
    })

    it('are taken in once when two do it at once', async () => {
      await store().log.appendAll(
        Array.from({ length: 130 }, (_, at) => said(at + 1, `many${at + 1}`, { senderId: patient })),
      )
      const both = async () => {
        for (let left: ThreadKey[] = [care]; left.length > 0; ) left = await store().words.index(left, 10)
      }
      await Promise.all([both(), both(), both()])
      const blocks = await store().words.find('everything', ['many'], 100)
      expect(blocks.map(({ fromSeq }) => fromSeq).sort((a, b) => a - b)).toEqual([1, 65, 129])
    })
  })
}

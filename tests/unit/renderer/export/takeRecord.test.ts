import { expect, test } from 'vitest'
import { takeRecord } from '../../../../src/renderer/features/export/takeRecord.ts'
import { fail, succeed } from '../../../../src/shared/model/failure.ts'
import type { RecordLink } from '../../../../src/shared/model/record/sessionRecord.ts'
import { buildRecord } from '../../../support/records/builtRecord.ts'

const record = buildRecord({ care: 5, staff: 2 })

/** Takes it in parts of two. `asked` is called with how many links came before each. */
function take(asked: (links: number) => 'answer' | 'refuse' = () => 'answer', isCancelled = () => false) {
  const links: RecordLink[] = []
  const progress: number[] = []
  const taken = takeRecord({
    sessionId: record.header.session.id,
    threads: ['care', 'staff'],
    isCancelled,
    take: (part) => void links.push(...part),
    progressed: (done) => void progress.push(done),
    actions: {
      exportSession: async () => succeed({ header: record.header, start: record.start }),
      readRecord: async (_, head) => {
        if (asked(head.entries) === 'refuse') return fail('offline', 'The relay cannot be reached.')
        expect(head.hash).toBe(record.links[head.entries - 1]?.hash ?? record.start)
        return succeed({ links: record.links.slice(head.entries, head.entries + 2) })
      },
    },
  })
  return { taken, links, progress }
}

test('a record is taken part by part, each from the hash of the one before, until none is left', async () => {
  const { taken, links, progress } = take()
  const { header, start, head } = record
  expect(await taken).toEqual(succeed({ header, start, head }))
  expect(links).toEqual(record.links)
  expect(progress).toEqual([0, 2, 4, 6, 7])
})

test('nothing more is asked for once it is given up, and what was asked for is not taken', async () => {
  const asked: number[] = []
  let isCancelled = false
  const note = (links: number) => {
    asked.push(links)
    isCancelled = links === 2
    return 'answer' as const
  }
  const { taken, links } = take(note, () => isCancelled)
  expect(await taken).toBeNull()
  expect(asked).toEqual([0, 2])
  expect(links).toHaveLength(2)
})

test('a part that is refused ends it, with the reason', async () => {
  const { taken } = take((links) => (links === 4 ? 'refuse' : 'answer'))
  expect(await taken).toEqual(fail('offline', 'The relay cannot be reached.'))
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  edgeSeq,
  hiddenThreadEntries,
  type LoadedThread,
  mergeEntries,
  mostRows,
  notLoadedThread,
  shownPart,
  trimThread,
  withAsked,
  withEdgeFetched,
  withEdgePage,
  withEndPage,
  withLogged,
  withoutAway,
  withPartAround,
} from '../../../src/renderer/state/threads/loadedThread.ts'
import { laterEdge, type PageOfThread } from '../../../src/renderer/state/threads/partOfThread.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { fail } from '../../../src/shared/model/failure.ts'
import { isAmendment, viewMessages } from '../../../src/shared/model/messageView.ts'
import { testEntry, testEntryId } from '../../support/console/screenBuilders.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => testEntry('s', from + index))
const seqs = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq)
const edge = (isMore: boolean) => ({ kind: isMore ? 'more' : 'nothing' }) as const

/** A part of a thread that has `head` entries. */
const pageOf = (from: number, to: number, head: number): PageOfThread => ({
  entries: range(from, to),
  amendments: [],
  earlier: edge(from > 1),
  later: edge(to < head),
})

const lacking = { kind: 'lacking', failure: fail('offline', 'The relay cannot be reached.').failure } as const
const nothingGot: PageOfThread = { entries: [], amendments: [], earlier: lacking, later: lacking }

const loadedWith = (from: number, to: number, head = to) => withEndPage(notLoadedThread, pageOf(from, to, head), true)
const fetched = (thread: LoadedThread, side: 'earlier' | 'later', page: PageOfThread) =>
  withEdgePage(withEdgeFetched(thread, side), side, page, edgeSeq(shownPart(thread), side) ?? 0)

const redaction = (seq: number, targetSeq: number) =>
  testEntry('s', seq, { body: { kind: 'redaction', target: testEntryId(targetSeq), targetSeq } })

describe('a thread on the screen', () => {
  it('puts entries in their order however they arrive, each once, and stays the same when nothing is new', () => {
    const merged = mergeEntries(
      range(3, 4),
      [6, 5, 4, 5].map((seq) => testEntry('s', seq)),
    )
    expect(seqs(merged)).toEqual([3, 4, 5, 6])
    const held = range(1, 3)
    expect(mergeEntries(held, range(2, 3))).toBe(held)
  })

  it('keeps what arrived while its end was being read', () => {
    const early = withLogged(notLoadedThread, range(9, 10))
    const thread = withEndPage(early, pageOf(5, 9, 9), true)
    expect(seqs(thread.end.entries)).toEqual([5, 6, 7, 8, 9, 10])
    expect(thread.end).toMatchObject({ earlier: { kind: 'more' }, later: { kind: 'nothing' } })
  })

  it('joins what it held to what it reads after a break', () => {
    const thread = withEndPage(loadedWith(1, 10), pageOf(8, 15, 15), true)
    expect(seqs(thread.end.entries)).toEqual(seqs(range(1, 15)))
    expect(thread.end.earlier.kind).toBe('nothing')
  })

  it('shows what was read before a break further up, with what lacks between, and lets go of it where nobody reads', () => {
    const read = withEndPage(loadedWith(1, 10), pageOf(20, 30, 30), true)
    expect(seqs(shownPart(read).entries)).toEqual(seqs(range(1, 10)))
    expect(shownPart(read).later.kind).toBe('more')
    expect(seqs(shownPart(withoutAway(read)).entries)).toEqual(seqs(range(20, 30)))
    const hidden = withEndPage(loadedWith(1, 10), pageOf(20, 30, 30), false)
    expect(seqs(shownPart(hidden).entries)).toEqual(seqs(range(20, 30)))
  })

  it('takes a page only where it joins, and asks no more for one that is something else', () => {
    const thread = loadedWith(11, 20)
    expect(seqs(fetched(thread, 'earlier', pageOf(6, 10, 20)).end.entries)).toEqual(seqs(range(6, 20)))
    const wrong = fetched(thread, 'earlier', pageOf(1, 5, 20))
    expect(seqs(wrong.end.entries)).toEqual(seqs(range(11, 20)))
    expect(wrong.end.earlier.kind).toBe('lacking')
    const empty = fetched(thread, 'earlier', { ...pageOf(6, 5, 20), earlier: { kind: 'more' } })
    expect(empty.end.earlier.kind).toBe('lacking')
  })

  it('takes of an answer with a hole only what joins', () => {
    const holed = { ...pageOf(1, 10, 20), entries: [...range(1, 4), ...range(6, 10)] }
    const thread = fetched(loadedWith(11, 20), 'earlier', holed)
    expect(seqs(thread.end.entries)).toEqual(seqs(range(6, 20)))
    expect(thread.end.earlier.kind).toBe('more')
  })

  it('says why what lacks could not be fetched, and asks again', () => {
    const thread = fetched(loadedWith(11, 20), 'earlier', nothingGot)
    expect(thread.end).toMatchObject({ earlier: lacking, later: { kind: 'nothing' } })
    expect(withAsked(thread).end.earlier.kind).toBe('more')
  })

  it('does not append what has a hole before it', () => {
    const thread = withLogged(loadedWith(1, 10), range(12, 13))
    expect(seqs(thread.end.entries)).toEqual(seqs(range(1, 10)))
    expect(thread.end.later.kind).toBe('more')
    const joined = fetched(thread, 'later', pageOf(11, 13, 13))
    expect(seqs(joined.end.entries)).toEqual(seqs(range(1, 13)))
    expect(joined.end.later.kind).toBe('nothing')
  })

  it('knows that it does not reach the end where the session has more than it', () => {
    const { end } = loadedWith(1, 10)
    expect([laterEdge(end, 10).kind, laterEdge(end, 11).kind]).toEqual(['nothing', 'more'])
  })

  it('asks anew beyond an end that has moved while it was asked', () => {
    const asked = withEdgeFetched(withLogged(loadedWith(1, 10), range(12, 12)), 'later')
    const moved = withLogged(asked, range(11, 11))
    expect(moved.end.later.kind).toBe('more')
    expect(withEdgePage(moved, 'later', pageOf(11, 12, 12), 10)).toBe(moved)
  })

  it('shows a part far up in place of the end, which goes on growing, until both are one', () => {
    const jumped = withPartAround(loadedWith(951, 1_000), pageOf(300, 399, 1_000), 350)
    const grown = withLogged(jumped, range(1_001, 1_002))
    expect(seqs(shownPart(grown).entries)).toEqual(seqs(range(300, 399)))
    expect(grown.end.entries.at(-1)?.seq).toBe(1_002)
    const near = withPartAround(loadedWith(951, 1_000), pageOf(801, 900, 1_000), 850)
    const one = fetched(near, 'later', pageOf(901, 1_000, 1_000))
    expect(one.away).toBeNull()
    expect(seqs(one.end.entries)).toEqual(seqs(range(801, 1_000)))
  })

  it('lets a redaction from further down reach what is shown, also once it is cut off', () => {
    const jumped = withPartAround(loadedWith(951, 1_000), pageOf(300, 399, 1_000), 350)
    const redacted = shownPart(withLogged(jumped, [redaction(1_001, 320)]))
    expect(viewMessages(redacted.entries, redacted.amendments).get(320)?.isRedacted).toBe(true)
    const long = withEndPage(
      notLoadedThread,
      { ...pageOf(601, 1_000, 1_000), entries: [...range(601, 999), redaction(1_000, 601)] },
      true,
    )
    const cut = fetched(long, 'earlier', pageOf(501, 600, 1_000))
    expect(cut.away?.entries.at(-1)?.seq).toBe(800)
    expect(viewMessages(shownPart(cut).entries, shownPart(cut).amendments).get(601)?.isRedacted).toBe(true)
  })

  it('is cut to its newest entries when hidden, but not below where its reader was', () => {
    const long = loadedWith(1, 200)
    expect(trimThread(long).end.entries).toHaveLength(hiddenThreadEntries)
    expect(trimThread(long).end.earlier.kind).toBe('more')
    expect(trimThread({ ...long, keepFromSeq: 61 }).end.entries[0]?.seq).toBe(61)
    const short = loadedWith(1, 20)
    expect(trimThread(short)).toBe(short)
    const away = trimThread({ ...withPartAround(long, pageOf(1, 190, 400), 90), keepFromSeq: 80 })
    expect(shownPart(away).entries[0]?.seq).toBeLessThanOrEqual(80)
  })
})

/** A relay's thread in which every seventh entry is said of one before it. */
const log: readonly Entry[] = Array.from({ length: 1_500 }, (_, index) => {
  const seq = index + 1
  return seq % 7 === 0 ? redaction(seq, Math.max(1, Math.floor(seq / 3))) : testEntry('s', seq)
})

/** Returns the answer of a console that holds everything. */
function answerFrom(log: readonly Entry[], from: number, to: number): PageOfThread {
  const entries = log.slice(Math.max(from - 1, 0), Math.max(to, 0))
  const first = entries[0]?.seq ?? 0
  const last = entries.at(-1)?.seq ?? 0
  const amendments = log.filter(
    ({ seq, body }) => seq > last && isAmendment(body) && body.targetSeq >= first && body.targetSeq <= last,
  )
  return { entries, amendments, earlier: edge(from > 1), later: edge(to < log.length) }
}

type Step =
  | { readonly kind: 'earlier' | 'later'; readonly count: number; readonly answer: 'whole' | 'holed' | 'failed' }
  | { readonly kind: 'around'; readonly seq: number }
  | { readonly kind: 'arrive'; readonly count: number; readonly skip: number }
  | { readonly kind: 'end' | 'latest' | 'hide' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('earlier' as const, 'later' as const),
      count: fc.integer({ min: 1, max: 120 }),
      answer: fc.constantFrom('whole' as const, 'whole' as const, 'holed' as const, 'failed' as const),
    }),
    fc.record({ kind: fc.constant('around' as const), seq: fc.integer({ min: 1, max: 1_000 }) }),
    fc.record({
      kind: fc.constant('arrive' as const),
      count: fc.integer({ min: 1, max: 5 }),
      skip: fc.constantFrom(0, 0, 0, 1, 40),
    }),
    fc.record({ kind: fc.constantFrom('end' as const, 'latest' as const, 'hide' as const) }),
  ),
  { minLength: 1, maxLength: 60 },
)

/** Walks through a thread of which 1,000 entries are there at first, and more come in. */
function walk(taken: readonly Step[], look: (thread: LoadedThread, head: number) => void): void {
  let head = 1_000
  const there = () => log.slice(0, head)
  let thread = withEndPage(notLoadedThread, answerFrom(there(), head - 49, head), true)
  for (const step of taken) {
    thread = next(thread, step)
    look(thread, head)
  }

  function next(now: LoadedThread, step: Step): LoadedThread {
    switch (step.kind) {
      case 'around':
        return withPartAround(
          now,
          answerFrom(there(), Math.max(1, step.seq - 50), Math.min(head, step.seq + 49)),
          step.seq,
        )
      case 'arrive': {
        const from = Math.min(head + step.skip, log.length)
        head = Math.min(from + step.count, log.length)
        return withLogged(now, log.slice(from, head))
      }
      case 'end':
        return withEndPage(now, answerFrom(there(), head - 49, head), true)
      case 'latest':
        return withoutAway(now)
      case 'hide': {
        const { entries } = shownPart(now)
        return trimThread({ ...now, keepFromSeq: entries[Math.floor(entries.length / 2)]?.seq ?? null })
      }
      default: {
        const at = edgeSeq(shownPart(now), step.kind) ?? 0
        if (step.answer === 'failed') return withAsked(fetched(now, step.kind, nothingGot))
        const whole =
          step.kind === 'earlier'
            ? answerFrom(there(), Math.max(1, at - step.count), at - 1)
            : answerFrom(there(), at + 1, Math.min(head, at + step.count))
        // A hole lies between two entries: that one lacks at an end is another lie.
        const missing = Math.floor(whole.entries.length / 2)
        const isHoled = step.answer === 'holed' && whole.entries.length > 2
        const page = isHoled ? { ...whole, entries: whole.entries.toSpliced(missing, 1) } : whole
        return withAsked(fetched(now, step.kind, page))
      }
    }
  }
}

describe('what is shown of a thread, wherever one scrolls and jumps in it and whatever comes in', () => {
  it('has no hole, nothing twice, and never claims to reach an end that it does not', () => {
    fc.assert(
      fc.property(steps, (taken) =>
        walk(taken, (thread, head) => {
          for (const part of [thread.end, thread.away]) {
            if (!part) continue
            const [first, last] = [part.entries[0]?.seq ?? 1, part.entries.at(-1)?.seq ?? 0]
            expect(part.entries).toEqual(log.slice(first - 1, last))
            if (part.earlier.kind === 'nothing') expect(first).toBe(1)
            if (part.later.kind === 'nothing') expect(last).toBe(head)
          }
        }),
      ),
    )
  })

  it('shows no message that was redacted anywhere in the thread that the screen has heard of', () => {
    fc.assert(
      fc.property(steps, (taken) =>
        walk(
          taken.map((step) => (step.kind === 'arrive' ? { ...step, skip: 0 } : step)),
          (thread, head) => {
            const part = shownPart(thread)
            const views = viewMessages(part.entries, part.amendments)
            const whole = viewMessages(log.slice(0, head))
            for (const [seq, view] of views) expect([seq, view.isRedacted]).toEqual([seq, whole.get(seq)?.isRedacted])
          },
        ),
      ),
    )
  })

  it('stays a window of some hundred entries', () => {
    fc.assert(
      fc.property(steps, (taken) =>
        walk(taken, ({ end, away }) => {
          // A seventh of the entries has no row, and one page more may have come.
          expect(end.entries.length + (away?.entries.length ?? 0)).toBeLessThan((mostRows * 7) / 6 + 400)
        }),
      ),
    )
  })
})

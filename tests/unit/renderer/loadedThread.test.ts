import { describe, expect, it } from 'vitest'
import {
  hiddenThreadEntries,
  mergeEntries,
  notLoadedThread,
  trimThread,
  withEarlierPage,
  withNewestPage,
} from '../../../src/renderer/state/loadedThread.ts'
import { testEntry } from '../../support/console/screenBuilders.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => testEntry('s', from + index))
const seqs = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq)

describe('a thread on the screen', () => {
  it('puts entries in their order however they arrive, each once', () => {
    const merged = mergeEntries(range(3, 4), [
      testEntry('s', 6),
      testEntry('s', 5),
      testEntry('s', 4),
      testEntry('s', 5),
    ])
    expect(seqs(merged)).toEqual([3, 4, 5, 6])
  })

  it('stays the same object when nothing is new', () => {
    const held = range(1, 3)
    expect(mergeEntries(held, range(2, 3))).toBe(held)
  })

  it('keeps what arrived while its first page was being read', () => {
    const early = { ...notLoadedThread, entries: range(9, 10) }
    const thread = withNewestPage(early, { entries: range(5, 9), hasEarlier: true })
    expect(seqs(thread.entries)).toEqual([5, 6, 7, 8, 9, 10])
    expect(thread).toMatchObject({ loaded: true, hasEarlier: true })
  })

  it('joins what it held to what it reads after a break', () => {
    const held = { ...notLoadedThread, entries: range(1, 10), loaded: true }
    const thread = withNewestPage(held, { entries: range(8, 15), hasEarlier: true })
    expect(seqs(thread.entries)).toEqual(seqs(range(1, 15)))
    expect(thread.hasEarlier).toBe(false)
  })

  it('lets go of what it held rather than show a hole', () => {
    const held = { ...notLoadedThread, entries: range(1, 10), loaded: true }
    const thread = withNewestPage(held, { entries: range(20, 30), hasEarlier: true })
    expect(seqs(thread.entries)).toEqual(seqs(range(20, 30)))
    expect(thread.hasEarlier).toBe(true)
  })

  it('takes an earlier page only where it joins', () => {
    const held = { ...notLoadedThread, entries: range(11, 20), loaded: true, hasEarlier: true }
    expect(seqs(withEarlierPage(held, { entries: range(6, 10), hasEarlier: false }).entries)).toEqual(
      seqs(range(6, 20)),
    )
    expect(withEarlierPage(held, { entries: range(1, 5), hasEarlier: false })).toBe(held)
  })

  it('is cut to its newest entries when hidden, but not below where its reader was', () => {
    const long = { ...notLoadedThread, entries: range(1, 200), loaded: true }
    expect(trimThread(long).entries).toHaveLength(hiddenThreadEntries)
    expect(trimThread(long).hasEarlier).toBe(true)
    expect(trimThread({ ...long, keepFromSeq: 61 }).entries[0]?.seq).toBe(61)
    const short = { ...notLoadedThread, entries: range(1, 20), loaded: true }
    expect(trimThread(short)).toBe(short)
  })
})

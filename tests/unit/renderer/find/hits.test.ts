import { describe, expect, it } from 'vitest'
import { firstHit, hitsOf, steppedHit } from '../../../../src/renderer/features/conversation/find/hits.ts'
import { markedParts, piecesOf } from '../../../../src/renderer/features/conversation/find/marks.ts'
import { testEntryId } from '../../../support/console/screenBuilders.ts'

const logged = [3, 8, 20].map((seq) => ({ seq }))
const unsent = { id: testEntryId(1) }
const hits = [...logged, unsent]

describe('what is found in a conversation', () => {
  it('is what is logged in its order, then what is unsent and has all the words', () => {
    const pending = [
      { id: testEntryId(1), text: 'Two IBUPROFEN a day' },
      { id: testEntryId(2), text: 'ibuprofen' },
    ]
    const phrases = [['ibu'], ['day']]
    expect(hitsOf([3, 8, 20], phrases, pending)).toEqual(hits)
    expect(hitsOf([3], [], pending)).toEqual([{ seq: 3 }])
  })

  it('is come to at the place that is read or below it, else at the last above; at the end of the thread, at the last', () => {
    expect(firstHit(hits, null, 8)).toEqual({ seq: 8 })
    expect(firstHit(hits, null, 9)).toEqual({ seq: 20 })
    expect(firstHit(logged, null, 21)).toEqual({ seq: 20 })
    expect(firstHit(logged, null, null)).toEqual({ seq: 20 })
    expect(firstHit([], null, 1)).toBeUndefined()
  })

  it('stays where it was while more is typed and that is found still', () => {
    expect(firstHit(hits, { seq: 3 }, 20)).toEqual({ seq: 3 })
    expect(firstHit(logged, unsent, 20)).toEqual({ seq: 20 })
  })

  it('is gone through around the ends, both ways', () => {
    expect(steppedHit(hits, { seq: 3 }, 1)).toEqual({ seq: 8 })
    expect(steppedHit(hits, { seq: 20 }, 1)).toEqual(unsent)
    expect(steppedHit(hits, unsent, 1)).toEqual({ seq: 3 })
    expect(steppedHit(hits, { seq: 3 }, -1)).toEqual(unsent)
    expect(steppedHit([], { seq: 3 }, 1)).toBeUndefined()
  })

  it('is gone through from where that stood which is found no more', () => {
    expect(steppedHit(logged, { seq: 9 }, 1)).toEqual({ seq: 20 })
    expect(steppedHit(logged, { seq: 9 }, -1)).toEqual({ seq: 8 })
    expect(steppedHit(logged, { seq: 1 }, -1)).toEqual({ seq: 20 })
    expect(steppedHit(logged, unsent, 1)).toEqual({ seq: 3 })
  })
})

describe('the marks in a message', () => {
  const drawn = (text: string, parts: readonly (readonly [from: number, to: number])[], phrases: string[][]) =>
    parts.flatMap(([from, to]) =>
      piecesOf(text.slice(from, to), from, markedParts(text, phrases)).map(({ text: piece, isMarked }) =>
        isMarked ? `[${piece}]` : piece,
      ),
    )

  it('are on the words that were looked for, whatever accents they have, and leave the text as it is', () => {
    const text = 'Fièvre, la fièvre'
    expect(drawn(text, [[0, text.length]], [['fievre']])).toEqual(['[Fièvre]', ', la ', '[fièvre]'])
    expect(drawn(text, [[0, text.length]], [])).toEqual([text])
  })

  it('are cut where a link begins or ends in them', () => {
    const text = 'see pain relief'
    expect(
      drawn(
        text,
        [
          [0, 8],
          [8, 15],
        ],
        [['pain', 'relief']],
      ),
    ).toEqual(['see ', '[pain]', '[ relief]'])
  })
})

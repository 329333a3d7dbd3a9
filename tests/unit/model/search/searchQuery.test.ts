import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCalled, type KnownNames, readQuery } from '../../../../src/shared/model/search/searchQuery.ts'
import { wordsOf } from '../../../../src/shared/model/text/searchedWords.ts'

const called = (names: readonly string[]) => (sought: readonly string[]) =>
  names.some((name) => isCalled(wordsOf(name), sought))
const known: KnownNames = {
  isSender: called(['Ann Aare', 'Bo Berg']),
  isPatient: called(['Ann Aare 1970-03-11', 'Zoë van der Meer']),
}
const nothing = { phrases: [], sender: [], patient: [], before: [], after: [], kinds: [] }
const reading = (text: string) => {
  const read = readQuery(text, known)
  return read.ok ? read.query : read.message
}

describe('what is typed is read as', () => {
  it.each([
    ['fever', { phrases: [['fever']] }],
    ['  Fièvre forte ', { phrases: [['fievre'], ['forte']] }],
    ['"No new pain" today', { phrases: [['no', 'new', 'pain'], ['today']] }],
    [
      '„Kein Fieber“ «pas ici»',
      {
        phrases: [
          ['kein', 'fieber'],
          ['pas', 'ici'],
        ],
      },
    ],
    ['"not closed', { phrases: [['not', 'closed']] }],
    ['头痛', { phrases: [['头痛']] }],
    ['12:30 bp:120', { phrases: [['12'], ['30'], ['bp'], ['120']] }],
    ['from:ann', { sender: ['ann'] }],
    ['from: bo fever', { sender: ['bo'], phrases: [['fever']] }],
    ['in:ann aare', { patient: ['ann', 'aare'] }],
    ['in:ann aare fever', { patient: ['ann', 'aare'], phrases: [['fever']] }],
    ['IN:zoe van der meer from:berg', { patient: ['zoe', 'van', 'der', 'meer'], sender: ['berg'] }],
    ['in:"ann" aare', { patient: ['ann'], phrases: [['aare']] }],
    ['in:1970-03-11 fever', { patient: ['1970', '03', '11'], phrases: [['fever']] }],
    ['from:nobody here', { sender: ['nobody'], phrases: [['here']] }],
    ['before:2026-11-01 after:2026-9', { before: ['2026-11-01'], after: ['2026-09-01'] }],
    ['after:2026', { after: ['2026-01-01'] }],
    ['kind:file kind:NOTE', { kinds: ['file', 'note'] }],
  ])('%s', (text, query) => {
    expect(reading(text)).toEqual({ ...nothing, ...query })
  })
})

describe('what cannot be read is answered with', () => {
  it.each([
    ['', 'Write a letter or a digit to look for.'],
    ['?! "', 'Write a letter or a digit to look for.'],
    ['fever from:', 'Write a name after “from:”.'],
    ['in:""', 'Write a name after “in:”.'],
    ['before:soon', 'Write a day after “before:”, such as 2026-11-01.'],
    ['after:2026-02-30', 'Write a day after “after:”, such as 2026-11-01.'],
    ['kind:voice', 'After “kind:” stands “file” or “note”.'],
  ])('%j: %s', (text, message) => {
    expect(reading(text)).toBe(message)
  })

  it('a sentence or a query, whatever is typed', () => {
    const piece = fc.constantFrom('from:', 'in:', 'kind:', 'before:', '"', ' ', 'ann', '2026', 'é', '痛', '(', '*', ':')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const read = readQuery(pieces.join(''), known)
        expect(read.ok ? read.query.phrases.every((phrase) => phrase.length > 0) : read.message).toBeTruthy()
      }),
    )
  })
})

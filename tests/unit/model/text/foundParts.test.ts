import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { excerptAround, foundParts, hasPhrase, type Phrase } from '../../../../src/shared/model/text/foundParts.ts'
import { wordsOf } from '../../../../src/shared/model/text/searchedWords.ts'

const marked = (text: string, ...phrases: string[]) =>
  foundParts(
    text,
    phrases.map((phrase) => wordsOf(phrase)),
  ).map(({ from, to }) => text.slice(from, to))

describe('what was looked for is found in a text as it was written', () => {
  it.each([
    ['Jürgen MÜLLER', 'muell', []],
    ['Jürgen MÜLLER', 'mull', ['MÜLL']],
    ['Jurgen Mu\u0308ller', 'müller', ['Mu\u0308ller']],
    ['Straße und Strasse', 'strass', ['Straß', 'Strass']],
    ["O'Brien, O’Brien", 'obri', ["O'Bri", 'O’Bri']],
    ['قالت فاطِمَـة نعم', 'فاطمه', ['فاطِمَـة']],
    ['患者说头痛，头痛', '头痛', ['头痛', '头痛']],
    ['약을 한국에서', '한국', ['한국']],
    ['no fever, fevers', 'fever', ['fever', 'fever']],
    ['\u{1f600} pain', 'pain', ['pain']],
    ['painful', 'ainf', []],
  ])('in %j, %j', (text, sought, parts) => {
    expect(marked(text, sought)).toEqual(parts)
  })

  it('as words that follow each other, whatever stands between them', () => {
    expect(marked('no new\n-- PAIN. New: pain killers', 'new pain')).toEqual(['new\n-- PAIN', 'New: pain'])
    expect(marked('newer pain', 'new pain')).toEqual([])
    expect(hasPhrase(['no', 'new', 'painkillers'], ['new', 'pain'])).toBe(true)
    expect(hasPhrase(['pain', 'new'], ['new', 'pain'])).toBe(false)
    expect(hasPhrase([], ['pain'])).toBe(false)
  })

  it('in one part where several words say the same', () => {
    expect(marked('painkiller', 'pain', 'painkill')).toEqual(['painkill'])
  })

  it('wherever a text has it, and nowhere else', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', 'é', 'e\u0301', ' ', '-', 'ß', '痛', 'ة', 'ـ', "'", '\u{1f600}'),
    })
    fc.assert(
      fc.property(text, text, (written, sought) => {
        const phrase: Phrase = wordsOf(sought)
        if (phrase.length === 0) return
        expect(foundParts(written, [phrase]).length > 0).toBe(hasPhrase(wordsOf(written), phrase))
      }),
    )
  })
})

describe('the part of a text around what was looked for', () => {
  const filler = 'lorem ipsum dolor '.repeat(20)

  it('is all of a short text, on one line', () => {
    expect(excerptAround('  one\n two\t\0three ', [['two']])).toBe('one two three')
  })

  it('has the first of the words in it, as it was written, and says where it was cut', () => {
    const part = excerptAround(`${filler}Pénicilline, twice ${filler}`, [['nothing'], ['penic']])
    expect(part).toMatch(/^….*Pénicilline, twice.*…$/)
    expect([...part].length).toBeLessThanOrEqual(122)
    expect(excerptAround(`Pénicilline ${filler}`, [['penic']])).toMatch(/^Pénicilline.*…$/)
    expect(excerptAround(`${filler}Pénicilline`, [['penic']])).toMatch(/^….*Pénicilline$/)
    expect(excerptAround(`${'患者说'.repeat(100)}头痛${'。好'.repeat(100)}`, [['头痛']])).toContain('头痛')
  })

  it('cuts no character in two', () => {
    const part = excerptAround(`${'\u{1f600}'.repeat(200)} word ${'\u{1f600}'.repeat(200)}`, [['word']])
    expect(part).toContain('word')
    expect(part).not.toMatch(/\p{Cs}/u)
  })
})

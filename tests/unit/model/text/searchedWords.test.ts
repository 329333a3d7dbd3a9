import { describe, expect, it } from 'vitest'
import { hasWord, isTelling, tokensOf, wordsOf } from '../../../../src/shared/model/text/searchedWords.ts'

describe('the words of a text', () => {
  it.each([
    ['O’Brien–Müller (Penicillin)', ['obrien', 'muller', 'penicillin']],
    ['3.5mg, 05.03.1970', ['3', '5mg', '05', '03', '1970']],
    ['阿司匹林100mg', ['阿司匹林', '100mg']],
    ['x\0y \u202ez \ud800w', ['x', 'y', 'z', 'w']],
    ['"*()-^: \u{1f600}', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it('are meant by their beginnings; without spaces, by any part', () => {
    expect(hasWord(['penicillin'], 'penic')).toBe(true)
    expect(hasWord(['penicillin'], 'icillin')).toBe(false)
    expect(hasWord(['患者说头痛'], '头痛')).toBe(true)
    expect(hasWord(['ผปวยปวดหว'], 'ปวด')).toBe(true)
    expect(hasWord(['患者说头痛'], '头晕')).toBe(false)
    expect(hasWord([], 'a')).toBe(false)
  })

  it('have tokens such that who has a word has those of every word that means it', () => {
    const long = `${'ab'.repeat(40)}\u{1d7d8}`
    expect(tokensOf(['头痛', 'two', 'two', '痛'])).toEqual(['头', '痛', 'two'])
    const [token = ''] = tokensOf([long])
    expect(token).toHaveLength(64)
    expect(tokensOf([`${'a'.repeat(63)}\u{20bb7}`])).toEqual(['a'.repeat(63), '\u{20bb7}'].slice(0, 1))
    for (const sought of [long, long.slice(0, 70), long.slice(0, 10)])
      expect(token.startsWith(tokensOf([sought])[0] ?? '-')).toBe(true)
  })

  it('tell something to an index unless they are one letter', () => {
    expect(['a', 'я', '7'].map(isTelling)).toEqual([false, false, false])
    expect(['ab', '痛', '77'].map(isTelling)).toEqual([true, true, true])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, rankMatch } from '../../../../src/shared/model/text/foldedText.ts'

const finds = (query: string, name: string) => rankMatch([foldText(name)], query) > 0

describe('somebody is found', () => {
  it.each([
    ['Muller', 'Jürgen Müller'],
    ['müller', 'JURGEN MULLER'],
    ['José'.normalize('NFC'), 'José'.normalize('NFD')],
    ['José'.normalize('NFD'), 'José'.normalize('NFC')],
    ['jose', 'José García'],
    ['Lukasz', 'Łukasz Żak'],
    ['łukasz zak', 'Lukasz Zak'],
    ['Strasse', 'Anna Straße'],
    ['Straße', 'Anna STRASSE'],
    ["d'Arc", 'Jeanne d’Arc'],
    ['d’Arc', "Jeanne d'Arc"],
    ['darc', 'Jeanne d’Arc'],
    ["O'Brien", 'Sean O‘Brien'],
    ['Soren', 'Søren Ørsted'],
    ['Istanbul', 'İstanbul Işık'],
    ['isik', 'İstanbul Işık'],
    ['anne marie', 'Anne-Marie Roux'],
    ['anne-marie', 'Anne Marie Roux'],
    ['schmidt anna', 'Anna Schmidt'],
    ['  Schmidt  ', 'Anna Schmidt'],
    ['петров иван', 'Иван Петров'],
    ['παππας', 'ΠΑΠΠΑΣ'],
    ['ｍａｒｉａ', 'Maria'],
    ['Maria', 'M\u200Baria'],
    ['فاطمه', 'فاطِمَة'],
    ['احمد', 'أحْمد'],
    ['إيمان', 'ایمان'],
    ['مصطفي', 'مصـطـفى'],
    ['کریم', 'كريم'],
    ['1970', '١٩۷۰'],
  ])('by %s: %s', (query, name) => {
    expect(finds(query, name)).toBe(true)
  })

  it('by all of the words and not by some', () => {
    expect(finds('anna berg', 'Anna Schmidt')).toBe(false)
    expect(finds('x', 'Anna Schmidt')).toBe(false)
  })

  it('by words that stand in several of the texts, those that begin a word before those within one', () => {
    const folded = [foldText('Anna Plain'), foldText('4821-07'), foldText('1970-03-11')]
    expect(rankMatch(folded, 'plain 1970')).toBe(2)
    expect(rankMatch(folded, '4821-07')).toBe(2)
    expect(rankMatch(folded, 'lain')).toBe(1)
    expect(rankMatch(folded, '')).toBe(2)
  })

  it('by their own name, whatever it is, in any form and case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        expect(finds(name, name)).toBe(true)
        expect(finds(name.normalize('NFD'), name.normalize('NFC'))).toBe(true)
        expect(foldText(foldText(name))).toBe(foldText(name))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultFlags } from '../../../../src/shared/model/flags/defaultFlags.ts'
import { createFlagFinder, findFlags } from '../../../../src/shared/model/flags/findFlags.ts'
import { flagListSchema } from '../../../../src/shared/model/flags/flagList.ts'

const finder = createFlagFinder(defaultFlags)
const idsIn = (text: string) => findFlags(finder, text).map(({ id }) => id)
const quotesIn = (text: string) => findFlags(finder, text).map(({ quote }) => quote)
const only = (language: string, ...texts: string[]) =>
  createFlagFinder([{ id: 'one', name: 'One', phrases: texts.map((text) => ({ language, text })) }])

/** Texts, and the flags that each raises: none where there is no id. */
const tables: Readonly<Record<string, readonly (readonly [text: string, ...ids: string[]])[]>> = {
  English: [
    ['I have chest pain', 'chest'],
    ['My CHEST feels really tight since this morning', 'chest'],
    ['tightness in my chest', 'chest'],
    ['There is a pain running across my chest and down', 'chest'],
    ['chest-pain', 'chest'],
    ['I can’t breathe', 'breath'],
    ["I cant catch my breath when I'm walking", 'breath'],
    ['She is short of breath and her lips are going blue', 'breath'],
    ['no chest pain but I am short of breath', 'breath'],
    ['My face is drooping on the left', 'stroke'],
    ['his speech is slurred', 'stroke'],
    ['I keep coughing up blood', 'bleeding'],
    ['The bleeding will not stop, it is bleeding heavily', 'bleeding'],
    ['He passed out in the kitchen', 'unconscious'],
    ['I want to kill myself', 'selfHarm'],
    ["I don't want to live any more", 'selfHarm'],
    ['I don’t want to kill myself, I think', 'selfHarm'],
    ['my tongue is swelling', 'allergy'],
    ['I am 20 weeks pregnant and bleeding', 'pregnancy'],
    ['My baby has a fever of 39', 'infantFever'],
    // Doubt, questions, and what only looks like a denial.
    ['Is this chest pain?', 'chest'],
    ['not sure if it is chest pain', 'chest'],
    ["I don't know whether it's heartburn or chest pain", 'chest'],
    ['No idea why I have chest pain', 'chest'],
    ['No, I have chest pain', 'chest'],
    ['No I have chest pain', 'chest'],
    ['cough no, have chest pain', 'chest'],
    ['I have no fever, chest pain since this morning', 'chest'],
    ['No relief, the chest pain is still there', 'chest'],
    ['No relief from the chest pain', 'chest'],
    ['The chest pain has not gone', 'chest'],
    ['not only chest pain but a cough', 'chest'],
    ['no chest pain until this morning', 'chest'],
    ['No chest pain, only when I walk', 'chest'],
    ['I never had chest pain like this', 'chest'],
    ['I have never had chest pain before', 'chest'],
    ["I can't walk without chest pain", 'chest'],
    ['no fever\nchest pain all night', 'chest'],
    ['No. Chest pain.', 'chest'],
    ['I have no fever, and I have a cough or chest pain', 'chest'],
    ['No, I have a cough or chest pain', 'chest'],
    ['chest pain: no change', 'chest'],
    ['chest pain - no idea what it is', 'chest'],
    ['no severe chest pain', 'chest'],
    ["I can't really get a full breath in", 'breath'],
    ['I coughed up a bit of blood', 'bleeding'],
    ['like someone is sitting on my chest', 'chest'],
    ["I haven't had any suicidal thoughts like yesterday", 'selfHarm'],
    ['No chest pain. Well, some chest pain.', 'chest'],
    ['I have not had a cough or felt breathless', 'breath'],
    // Denied, or something else.
    ['no chest pain'],
    ['No chest pain.'],
    ['No chest pain, and no shortness of breath'],
    ["I don't have any chest pain"],
    ['I haven’t been having any chest pain'],
    ['no cough or chest pain'],
    ['no fever, cough, or chest pain'],
    ['No signs of chest pain'],
    ['without any chest pain'],
    ['never had chest pain'],
    ['no longer have chest pain'],
    ['denies chest pain'],
    ['my chest does not hurt'],
    ["My chest isn't tight"],
    ['Chest pain: no. Cough: yes.'],
    ['chest pain? No'],
    ['Chest pain - none'],
    ['not short of breath'],
    ["I haven't had any suicidal thoughts or any, thoughts that extreme like"],
    ['no chest pain, but it was like that before'],
    ['No, no blood in my stool'],
    ['baby has no fever'],
    ['a chest of drawers fell on my foot'],
    ['I moved the pain killers from the chest of drawers'],
    ['chest infection last year'],
    ['The dog took my breath away'],
    ['He strokes the cat'],
    ['I can breathe'],
    ['my shoes are tight'],
  ],
  German: [
    ['Ich habe Brustschmerzen', 'chest'],
    ['Schmerzen in der Brust', 'chest'],
    ['Druck auf der Brust', 'chest'],
    ['keine Brustschmerzen mehr, aber Atemnot', 'breath'],
    ['Ich bekomme keine Luft', 'breath'],
    ['Ich kann nicht atmen', 'breath'],
    ['Sein Mundwinkel hängt', 'stroke'],
    ['Er ist ohnmächtig geworden', 'unconscious'],
    ['ohnmaechtig', 'unconscious'],
    ['Ich huste Blut', 'bleeding'],
    ['Ich will nicht mehr leben', 'selfHarm'],
    ['Meine Zunge ist geschwollen', 'allergy'],
    ['Ich bin schwanger und blute', 'pregnancy'],
    ['Unser Baby hat Fieber', 'infantFever'],
    ['nicht nur Brustschmerzen', 'chest'],
    ['Ich weiß nicht ob es Brustschmerzen sind', 'chest'],
    ['Ich weiß nicht ich habe Brustschmerzen', 'chest'],
    ['Fieber habe ich nicht habe Brustschmerzen', 'chest'],
    ['keine Besserung, Brustschmerzen', 'chest'],
    ['keine Brustschmerzen bis heute morgen', 'chest'],
    ['Nein, Brustschmerzen', 'chest'],
    ['kein Husten, noch Brustschmerzen', 'chest'],
    ['Ich kann nicht gehen ohne Brustschmerzen', 'chest'],
    ['keine Brustschmerzen'],
    ['Ich habe keine Brustschmerzen'],
    ['Kein Fieber oder Brustschmerzen'],
    ['nie Atemnot'],
    ['ohne Atemnot'],
    ['Brustschmerzen habe ich keine.'],
    ['Brustschmerzen: nein'],
    ['war nicht bewusstlos'],
    ['Die Brust nicht geschwollen'],
    ['Brustkrebs in der Familie'],
  ],
  Spanish: [
    ['Tengo dolor en el pecho', 'chest'],
    ['Me duele mucho el pecho', 'chest'],
    ['No puedo respirar', 'breath'],
    ['me falta el aire', 'breath'],
    ['Tiene la boca torcida', 'stroke'],
    ['vomito sangre', 'bleeding'],
    ['Se desmayó en casa', 'unconscious'],
    ['me quiero morir', 'selfHarm'],
    ['tengo los labios hinchados', 'allergy'],
    ['Estoy embarazada y tengo sangrado', 'pregnancy'],
    ['el bebé tiene fiebre', 'infantFever'],
    ['no tengo dolor en el pecho pero me falta el aire', 'breath'],
    ['No, tengo dolor en el pecho', 'chest'],
    ['No sé si es dolor en el pecho', 'chest'],
    ['no aguanto el dolor en el pecho', 'chest'],
    ['No me siento bien tengo dolor en el pecho', 'chest'],
    ['no puedo andar sin dolor en el pecho', 'chest'],
    ['no tenía dolor en el pecho hasta hoy', 'chest'],
    ['no solo dolor en el pecho', 'chest'],
    ['No tengo dolor en el pecho'],
    ['No me duele el pecho'],
    ['sin dolor de pecho'],
    ['nunca he tenido dolor de pecho'],
    ['ni fiebre ni dolor de pecho'],
    ['no tengo tos ni me duele el pecho'],
    ['Dolor de pecho: no'],
    ['la pechuga me gusta'],
  ],
  Polish: [
    ['Mam ból w klatce piersiowej', 'chest'],
    ['boli mnie w klatce', 'chest'],
    ['nie mogę oddychać', 'breath'],
    ['mam duszności', 'breath'],
    ['to chyba udar', 'stroke'],
    ['wymiotuję krwią', 'bleeding'],
    ['mąż stracił przytomność', 'unconscious'],
    ['nie chcę żyć', 'selfHarm'],
    ['spuchł mi język', 'allergy'],
    ['jestem w ciąży i krwawię', 'pregnancy'],
    ['niemowlę ma gorączkę', 'infantFever'],
    ['nie mam bólu w klatce ale mam duszności', 'breath'],
    ['No boli mnie w klatce', 'chest'],
    ['Nie wiem czy to ból w klatce', 'chest'],
    ['Nie, mam ból w klatce', 'chest'],
    ['nie tylko ból w klatce', 'chest'],
    ['nie mogę chodzić bez bólu w klatce', 'chest'],
    ['nie mam bólu w klatce'],
    ['nie boli mnie w klatce'],
    ['bez bólu w klatce'],
    ['brak duszności'],
    ['nigdy nie miałem bólu w klatce'],
    ['Ból w klatce: nie'],
    ['klatka dla psa'],
  ],
  Arabic: [
    ['عندي ألم في الصدر', 'chest'],
    ['وألم في صدري', 'chest'],
    ['لا أستطيع التنفس', 'breath'],
    ['عندي ضيق في التنفس', 'breath'],
    ['أتقيأ دم', 'bleeding'],
    ['أغمي عليه', 'unconscious'],
    ['أريد أن أموت', 'selfHarm'],
    ['تورم في اللسان', 'allergy'],
    ['ما زال عندي ألم في الصدر', 'chest'],
    ['لا أعرف إن كان ألم في الصدر', 'chest'],
    ['لا يوجد ألم في الصدر لكن عندي ضيق في التنفس', 'breath'],
    ['لا يوجد ألم في الصدر'],
    ['ليس عندي ألم في الصدر'],
    ['بدون ألم في الصدر'],
    ['ما عندي ألم في الصدر'],
    ['أكلت صدر دجاج'],
  ],
}

describe.each(Object.entries(tables))('in %s', (_language, rows) => {
  it.each(rows)('%s', (text, ...ids) => {
    expect(idsIn(text)).toEqual(ids)
  })
})

describe('the flags of a text', () => {
  it('quote the words as they were written, from where to where', () => {
    const text = 'Since 6 am: my  Chest\nfeels so TIGHT!'
    const [flag] = findFlags(finder, text)
    expect(flag).toMatchObject({
      id: 'chest',
      name: 'Chest pain',
      phrase: 'chest … tight',
      quote: 'Chest feels so TIGHT',
    })
    expect(text.slice(flag?.from, flag?.to)).toBe('Chest\nfeels so TIGHT')
  })

  it('are each named once, in the order of the list', () => {
    expect(idsIn('Chest pain and more chest pain, and I cannot breathe')).toEqual(['breath', 'chest'])
    expect(quotesIn('no chest pain yesterday. Chest is tight')).toEqual(['Chest is tight'])
  })

  it('are found however the letters are typed', () => {
    expect(idsIn('ｃｈｅｓｔ ｐａｉｎ')).toEqual(['chest'])
    expect(idsIn('che\u00adst pa\u200bin')).toEqual(['chest'])
    expect(idsIn('dificultad para respirar'.normalize('NFD'))).toEqual(['breath'])
    expect(idsIn('presion en el pecho')).toEqual(['chest'])
    expect(idsIn('ALM')).toEqual([])
  })

  it('come of a list that is given, in any language, where a language that is not known denies nothing', () => {
    const french = only('fr', 'douleur … poitrine')
    expect(findFlags(french, 'une douleur dans la poitrine')).toHaveLength(1)
    expect(findFlags(french, 'pas de douleur dans la poitrine')).toHaveLength(1)
    expect(findFlags(french, 'la douleur est partie hier soir de ma poitrine')).toHaveLength(0)
  })

  it('are found in scripts without spaces wherever they stand', () => {
    expect(findFlags(only('zh', '胸痛'), '我今天胸痛得厉害').map(({ quote }) => quote)).toEqual(['胸痛'])
    expect(findFlags(only('zh', '胸痛'), '胸口')).toHaveLength(0)
  })

  it('are none of an empty text, and an empty phrase finds nothing', () => {
    expect(idsIn('')).toEqual([])
    expect(findFlags(only('en', '…', '!'), 'anything … at all!')).toEqual([])
  })

  it('of a long text are found in time that grows with it alone', () => {
    const text = 'no cough or '.repeat(1_300)
    expect(idsIn(`${text}. I have chest pain`)).toEqual(['chest'])
  })
})

/** Letters of scripts with spaces, which fold to letters. */
const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnoprstuzäéñłøπжшب'), minLength: 1, maxLength: 4 })
const plainPhrases = defaultFlags.flatMap(({ phrases }) => phrases).filter(({ text }) => !text.includes('…'))

describe('the list that is there from the start', () => {
  it('is one that a clinic could have written', () => {
    expect(flagListSchema.parse(defaultFlags)).toEqual(defaultFlags)
  })

  it('finds each of its phrases by itself, within a sentence, and behind an answer to something else', () => {
    for (const { language, text } of defaultFlags.flatMap(({ phrases }) => phrases)) {
      const finds = (message: string) => findFlags(only(language, text), message).length
      const plain = text.replace(/\s*…\s*/g, ' ')
      expect([text, finds(plain), finds(`Hm, ${plain}!`), finds(`${plain.toUpperCase()}?`)]).toEqual([text, 1, 1, 1])
    }
  })

  it('finds whole words only: letters before or behind make another word', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plainPhrases), letters, fc.boolean(), (phrase, added, isBefore) => {
        const text = isBefore ? `${added}${phrase.text}` : `${phrase.text}${added}`
        expect(findFlags(only(phrase.language, phrase.text), text)).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it('says where in the text its words stand, whatever else is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...plainPhrases),
        fc.string(),
        (before, { text }, after) => {
          const message = `${before}\n${text}\n${after}`
          for (const { from, to, quote } of findFlags(finder, message))
            expect(message.slice(from, to).replace(/\s+/gu, ' ')).toBe(quote)
        },
      ),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { mostClinicFlags, mostClinicPhrases } from '../../../src/shared/model/clinic/clinicFlags.ts'
import { defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import { clinicPutSchema } from '../../../src/shared/protocol/settings/clinic.ts'

const faults = (put: object) =>
  clinicPutSchema
    .safeParse({ ...defaultClinic, ...put })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const places = (put: object) => faults(put).map(([place]) => place)
const own = (phrases: object) => ({ flags: [{ id: 'wound', name: 'Wound', phrases }] })

describe('what a clinic sets', () => {
  it('is taken as it is meant: three dots for a gap, blanks once', () => {
    const parsed = clinicPutSchema.parse({ ...defaultClinic, ...own({ en: [' stitches ...  open '] }) })
    expect(parsed.flags[0]?.phrases).toEqual({ en: ['stitches … open'] })
  })

  it('has red after amber, for every kind', () => {
    expect(places({ waits: { amberMinutes: 9, redMinutes: 9 } })).toEqual(['waits.redMinutes'])
    const byKind = { visit: { amberMinutes: 9, redMinutes: 8 } }
    expect(places({ waits: { amberMinutes: 1, redMinutes: 9, byKind } })).toEqual(['waits.byKind.visit.redMinutes'])
    expect(places({ waits: { amberMinutes: 0, redMinutes: 1_441 } })).toEqual([
      'waits.amberMinutes',
      'waits.redMinutes',
    ])
    expect(places({ waits: { amberMinutes: 1, redMinutes: 9, byKind: { dance: byKind.visit } } })).not.toEqual([])
  })

  it.each(['…', '?!', 'chest, pain', 'open. Wide', '(open) wound'])(
    'is refused with the place of a phrase that no message could raise: %s',
    (text) => {
      const [fault, ...more] = faults(own({ en: ['stitches open'], de: ['Naht offen', text] }))
      expect(more).toEqual([])
      expect(fault).toEqual(['flags.0.phrases.de.1', expect.stringContaining('no message can raise this')])
    },
  )

  it.each(["won't stop", 'Naht … offen', 'no feeling', 'not … well', '傷口', 'جرح مفتوح', 'wound\u200Dopen'])(
    'may be any words that a message can have: %s',
    (text) => expect(faults(own({ en: [text], xx: [text] }))).toEqual([]),
  )

  it('changes and switches off only what the built-in list has', () => {
    expect(places({ flags: [{ id: 'nothing', off: true }] })).toEqual(['flags.0.id'])
    expect(places({ flags: [{ id: 'nothing', phrases: { en: ['a word'] } }] })).toEqual(['flags.0.name'])
    expect(places({ flags: [{ id: 'nothing', name: 'Nothing' }] })).toEqual(['flags.0.phrases'])
    expect(places({ flags: [{ id: 'chest', without: { en: ['heart attack', 'a mere word'] } }] })).toEqual([
      'flags.0.without.en.1',
    ])
    expect(
      places({
        flags: [
          { id: 'chest', off: true },
          { id: 'chest', name: 'Heart' },
        ],
      }),
    ).toEqual(['flags.1.id'])
    expect(places({ flags: [{ id: 'chest', off: true, name: 'Heart' }] })).toEqual(['flags.0.off'])
  })

  it('has no field that nobody knows: a phrase in it would be relied on in vain', () => {
    expect(places({ flags: [{ id: 'chest', phrase: { en: ['a word'] } }] })).toEqual(['flags.0'])
    expect(places({ waits: { amberMinutes: 1, redMinutes: 9, green: 1 } })).toEqual(['waits'])
    expect(places({ rules: [] })).toEqual([''])
  })

  it('is bounded in number and length', () => {
    const many = Array.from({ length: mostClinicFlags + 1 }, (_, at) => ({
      id: `f${at}`,
      name: 'F',
      phrases: { en: ['f'] },
    }))
    expect(places({ flags: many })).toEqual(['flags'])
    const half = Array.from({ length: mostClinicPhrases / 2 + 1 }, (_, at) => `word${at}`)
    expect(places(own({ en: half, de: half }))).toEqual(['flags'])
    expect(places(own({ en: ['a'.repeat(101)] }))).toEqual(['flags.0.phrases.en.0'])
    expect(places({ laterReasons: ['a'.repeat(81)] })).toEqual(['laterReasons.0'])
    expect(places({ laterReasons: Array.from({ length: 21 }, (_, at) => `r${at}`) })).toEqual(['laterReasons'])
    expect(places({ laterReasons: ['late', ' '] })).toEqual(['laterReasons.1'])
    expect(places({ laterReasons: ['late', 'late'] })).toEqual(['laterReasons.1'])
    const long = Array.from({ length: 1_000 }, (_, at) => `${'傷'.repeat(95)}${at}`)
    expect(faults(own({ en: long }))).toEqual([['', 'the rules are 262144 bytes of JSON at the most']])
  })
})

import { describe, expect, it } from 'vitest'
import { type ClinicFlag, withClinicFlags } from '../../../../src/shared/model/clinic/clinicFlags.ts'
import { defaultFlags } from '../../../../src/shared/model/flags/defaultFlags.ts'
import { createFlagFinder, findFlags } from '../../../../src/shared/model/flags/findFlags.ts'

/** The flags that a text raises at a clinic with these changes: id, name, and whether by the clinic's own phrase. */
function raised(changes: readonly ClinicFlag[], text: string) {
  const finder = createFlagFinder(withClinicFlags(defaultFlags, changes))
  return findFlags(finder, text).map(({ id, name, isClinics }) => [id, name, isClinics])
}

describe("the clinic's list of phrases", () => {
  it('adds phrases to a flag of the built-in list, and says of each flag which list has its phrase', () => {
    const changes = [{ id: 'chest', phrases: { en: ['ticker … hurts'] } }]
    expect(raised([], 'my ticker really hurts')).toEqual([])
    expect(raised(changes, 'my ticker really hurts')).toEqual([['chest', 'Chest pain', true]])
    expect(raised(changes, 'I have chest pain')).toEqual([['chest', 'Chest pain', false]])
  })

  it('names a phrase that both lists have as its own', () => {
    expect(raised([{ id: 'chest', phrases: { en: ['chest pain'] } }], 'chest pain')).toEqual([
      ['chest', 'Chest pain', true],
    ])
  })

  it('adds a flag of its own after those of the built-in list, by the negation of its language', () => {
    const wound = { id: 'wound', name: 'Wound', phrases: { en: ['stitches … open'], de: ['Naht … offen'] } }
    expect(raised([wound], 'the stitches are open, and chest pain').map(([id]) => id)).toEqual(['chest', 'wound'])
    expect(raised([wound], 'Die Naht ist offen')).toEqual([['wound', 'Wound', true]])
    expect(raised([wound], 'the stitches are not open')).toEqual([])
  })

  it('gives a flag another name, takes phrases out, and switches one off', () => {
    expect(raised([{ id: 'chest', name: 'Heart' }], 'chest pain')).toEqual([['chest', 'Heart', false]])
    const without = { id: 'chest', without: { en: ['heart attack'] } }
    expect(raised([without], 'heart attack')).toEqual([])
    expect(raised([without], 'chest pain')).toHaveLength(1)
    expect(raised([{ id: 'chest', off: true }], 'chest pain')).toEqual([])
  })

  it('passes over what a built-in list of later does not have any more', () => {
    const changes: ClinicFlag[] = [
      { id: 'gone', off: true },
      { id: 'went', without: { en: ['a phrase'] } },
    ]
    expect(withClinicFlags(defaultFlags, changes)).toEqual(defaultFlags)
  })
})

import { expect, test } from 'vitest'
import { patientScripts } from '../../../simulation/patients/patientScripts.ts'
import { seedSessionOf } from '../../../simulation/seedRelay.ts'
import { patientSchema } from '../../../src/shared/model/session.ts'

const distinct = (values: readonly string[]) => new Set(values).size

test('there are 24 patients, no two with the same name, record number, session or first words', () => {
  expect(patientScripts).toHaveLength(24)
  expect(distinct(patientScripts.map(({ patient }) => patient.name))).toBe(24)
  expect(distinct(patientScripts.map(({ patient }) => patient.mrn))).toBe(24)
  expect(distinct(patientScripts.map((script) => seedSessionOf(script).sessionId))).toBe(24)
  expect(distinct(patientScripts.map(({ opening }) => opening.join(' ')))).toBe(24)
})

test('the relay can take every patient as they are written', () => {
  for (const script of patientScripts) expect(() => patientSchema.parse(seedSessionOf(script).patient)).not.toThrow()
})

test('among them are writers for somebody else, right-to-left script, other scripts and emoji', () => {
  const openings = patientScripts.map(({ opening }) => opening.join(' '))
  expect(patientScripts.some(({ writerName }) => writerName !== undefined)).toBe(true)
  for (const script of [/\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u, /\p{Script=Han}/u, /\p{Emoji_Presentation}/u]) {
    expect(openings.some((opening) => script.test(opening))).toBe(true)
  }
})

test('no line promises a number where none is drawn', () => {
  for (const { opening, answers, followUps, impatience, thanks } of patientScripts) {
    const fixed = [...opening, ...Object.values(answers).flat(), ...followUps, ...impatience, ...thanks]
    expect(fixed.filter((line) => /\{/.test(line))).toEqual([])
  }
})

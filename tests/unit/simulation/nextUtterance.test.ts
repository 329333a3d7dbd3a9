import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasOpeningLeft, hasThanked, nextUtterance } from '../../../simulation/patients/nextUtterance.ts'
import { patientScripts } from '../../../simulation/patients/patientScripts.ts'
import { tomBarker } from '../../../simulation/patients/scripts/consultation/tomBarker.ts'
import { createRandom } from '../../../simulation/random.ts'

const script = tomBarker
const silence = { kind: 'silence', waitedMs: 1_000, isOwedReply: true } as const
const asked = (...texts: string[]) => ({ kind: 'messages', texts }) as const

test('a patient first writes what they came for, line by line', () => {
  const random = createRandom(1)
  expect(nextUtterance({ script, written: [] }, silence, random)).toBe(script.opening[0])
  expect(nextUtterance({ script, written: script.opening.slice(0, 1) }, silence, random)).toBe(script.opening[1])
  expect(hasOpeningLeft({ script, written: script.opening.slice(0, 1) })).toBe(true)
  expect(hasOpeningLeft({ script, written: script.opening })).toBe(false)
})

test.each([
  ['When did it start?', 'onset'],
  ['How bad is it on a scale from 1 to 10?', 'severity'],
  ['Have you taken any medicine?', 'medicines'],
  ['Any allergies?', 'allergies'],
  ['Do you have a temperature?', 'fever'],
  ['Are you short of breath?', 'breathing'],
  ['Does it run in the family?', 'history'],
] as const)('"%s" is answered with what the patient has to write about %s', (question, topic) => {
  expect(nextUtterance({ script, written: script.opening }, asked(question), createRandom(1))).toBe(
    script.answers[topic]?.[0],
  )
})

test('two questions in several messages get both answers in one message, and a repeated question the next answer', () => {
  const both = nextUtterance({ script, written: [] }, asked('Any allergies?', 'And fever?'), createRandom(1))
  expect(both).toBe(`${script.answers.allergies?.[0]} ${script.answers.fever?.[0]}`)
  const first = script.answers.onset?.[0] ?? ''
  expect(nextUtterance({ script, written: [first] }, asked('When did it start?'), createRandom(1))).toBe(
    script.answers.onset?.[1],
  )
})

test('a question about nothing in particular is still answered', () => {
  expect(nextUtterance({ script, written: [] }, asked('Hm?'), createRandom(1))).toBe(script.answers.other[0])
})

test('after a goodbye the patient thanks, and then has nothing to add to it', () => {
  expect(nextUtterance({ script, written: [] }, asked('Take care!'), createRandom(1))).toBe(script.thanks[0])
  expect(nextUtterance({ script, written: script.thanks }, asked('Take care!'), createRandom(1))).toBeUndefined()
  expect(hasThanked({ script, written: script.thanks })).toBe(true)
})

test('a patient who is left waiting for too long complains, one who is not does not', () => {
  const written = [...script.opening, ...script.followUps]
  const lines = (waitedMs: number) =>
    Array.from({ length: 50 }, (_, seed) =>
      nextUtterance({ script, written }, { ...silence, waitedMs }, createRandom(seed)),
    )
  expect(lines(10 * 60_000)).toContain(script.impatience[0])
  expect(lines(1_000)).not.toContain(script.impatience[0])
})

test('whatever was written by both, silence is broken with a new line without open ranges, the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...patientScripts),
      fc.nat(30),
      fc.nat(),
      fc.nat(1_000_000),
      (patient, lines, seed, waitedMs) => {
        const everything = [...patient.opening, ...patient.followUps, ...patient.impatience]
        const state = { script: patient, written: everything.slice(0, lines) }
        const text = nextUtterance(state, { ...silence, waitedMs }, createRandom(seed))
        expect(text?.trim()).toBeTruthy()
        expect(text).not.toMatch(/[{}]/)
        expect(text).not.toBe(state.written.at(-1))
        expect(nextUtterance(state, { ...silence, waitedMs }, createRandom(seed))).toBe(text)
      },
    ),
  )
})

import { expect, test } from 'vitest'
import { makeFile } from '../../../simulation/files/sampleFiles.ts'
import { patientScripts } from '../../../simulation/patients/patientScripts.ts'
import { seedSessionOf } from '../../../simulation/seedRelay.ts'
import { canCarry, mediaTypeOf } from '../../../src/shared/model/files/mediaTypes.ts'
import { pictureSizeOf } from '../../../src/shared/model/files/pictureSize.ts'
import { defaultFlags } from '../../../src/shared/model/flags/defaultFlags.ts'
import { createFlagFinder, findFlags } from '../../../src/shared/model/flags/findFlags.ts'
import { patientSchema } from '../../../src/shared/model/session.ts'

const distinct = (values: readonly (string | undefined)[]) => new Set(values).size

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

test('one sends a picture, one a voice message, one a paper, with the first words, and each is what it says', () => {
  const sent = patientScripts.flatMap(({ opening, files = {} }) =>
    Object.entries(files).map(([line, sample]) => {
      const { type, content } = makeFile(sample)
      const mediaType = mediaTypeOf(content.subarray(0, 64), false) ?? 'none'
      return { isFirst: opening.includes(line), type, mediaType, isTaken: canCarry(type, mediaType) }
    }),
  )
  const first = { isFirst: true, isTaken: true }
  expect(sent.toSorted((a, b) => a.type.localeCompare(b.type))).toEqual([
    { ...first, type: 'document', mediaType: 'application/pdf' },
    { ...first, type: 'image', mediaType: 'image/png' },
    { ...first, type: 'voice', mediaType: 'audio/wav' },
  ])
  expect(pictureSizeOf('image/png', makeFile('rash').content)).toEqual({ width: 640, height: 480 })
})

test('one begins with words that raise a flag, and one goes when nobody answers', () => {
  const finder = createFlagFinder(defaultFlags)
  expect(patientScripts.filter(({ opening }) => findFlags(finder, opening.join('\n')).length > 0)).not.toEqual([])
  expect(patientScripts.filter(({ givesUp }) => givesUp !== undefined)).toHaveLength(1)
})

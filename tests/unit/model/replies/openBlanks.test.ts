import { describe, expect, it } from 'vitest'
import { blankFrom, takeBlank, withFilledBlank } from '../../../../src/shared/model/replies/filledBlank.ts'
import { blankNames, fillBlanks, openBlanks } from '../../../../src/shared/model/replies/openBlanks.ts'

const namesIn = (text: string) => openBlanks(text).map(({ name }) => name)

describe('a blank of a text', () => {
  it.each([
    ['Take {dose} now', ['dose']],
    ['{dose}{unit}', ['dose', 'unit']],
    ['{how often?} a day', ['how often?']],
    ['{дозировка} и {الجرعة} och {用量}', ['дозировка', 'الجرعة', '用量']],
    ['{{dose}}', ['dose']],
    ['Take {dose mg', ['dose']],
    ['Take dose} mg', ['dose']],
    ["Don’t take {patient's dose}", ["patient's dose"]],
  ])('is what stands in braces, or is left of it: %s', (text, names) => {
    expect(namesIn(text)).toEqual(names)
    for (const { from, to } of openBlanks(text)) expect(text.slice(from, to)).toMatch(/[{}]/)
  })

  it.each([
    '',
    ':{ and :}',
    '{ dose }',
    '{}',
    '{ }',
    'if (a) { b }',
    '{"a": 1}',
    'a\n{\n  b\n}',
    `{${'x'.repeat(61)}}`,
  ])('is no brace that stands by itself: %j', (text) => expect(namesIn(text)).toEqual([]))

  it('is found at once in the longest message', () => {
    const begun = performance.now()
    for (const text of ['{a'.repeat(8_000), `${'a'.repeat(16_000)} {`, `{${'a '.repeat(8_000)}`]) openBlanks(text)
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('is asked for once, however often and in whatever case it stands', () => {
    expect(blankNames(openBlanks('{Dose}, {times}, {dose}'))).toEqual(['Dose', 'times'])
  })

  it('is filled in where its value is known, and stays where it is not', () => {
    const findValue = (name: string) => (name === 'patient' ? 'Bob {Jr}' : undefined)
    expect(fillBlanks('{patient}: {dose}, {patient}', findValue)).toBe('Bob {Jr}: {dose}, Bob {Jr}')
  })
})

describe('a blank that is filled in', () => {
  const text = 'Take {dose} now, then {dose} at {time}.'
  const [first] = openBlanks(text)
  const atHand = first && takeBlank(text, first)
  const filled = (written: string) => (atHand ? withFilledBlank(written, atHand) : undefined)

  it('stands in all of its name, and one goes on after it', () => {
    const written = text.replace('{dose}', '5 mg')
    const after = filled(written)
    expect(after).toEqual({ text: 'Take 5 mg now, then 5 mg at {time}.', start: 5, end: 9 })
    expect(after && blankFrom(after.text, after.end, 1)?.name).toBe('time')
    expect(after && blankFrom(after.text, after.start, -1)).toBeUndefined()
  })

  it.each(['', '  ', '{dose}', '{dos'])('leaves the others as they are where nothing was filled in: %j', (value) => {
    const written = text.replace('{dose}', value)
    expect(filled(written)).toMatchObject({ text: written })
  })

  it('is at hand no more once something around it was changed', () => {
    expect(filled('Please take 5 mg now, then {dose} at {time}.')).toBeNull()
    expect(filled('Take')).toBeNull()
  })
})

import { expect, it } from 'vitest'
import { initialsOf } from '../../../../src/renderer/state/patients/initials.ts'

it.each([
  ['Maria Lindqvist', 'ML'],
  ['Ana Maria de la Cruz', 'AC'],
  ['Martin King, Jr.', 'MK'],
  ['Henry Watson III', 'HW'],
  ['zoë ng', 'ZN'],
  ['E\u0301lodie Zoe\u0301', 'E\u0301Z'],
  ['ßen Test', 'ST'],
  ["'t Hooft Gerard", 'TG'],
  ['Иван Петров', 'ИП'],
  ['Ελένη Παππά', 'ΕΠ'],
  ['李伟', '李'],
  ['김 민준', '김'],
  ['מרים כהן', 'מכ'],
  ['ليلى حداد', 'ل\u200Cح'],
  ['Cher', 'C'],
  ['session-17', 'S'],
  ['🙂', '🙂'],
  ['   ', ''],
])('of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

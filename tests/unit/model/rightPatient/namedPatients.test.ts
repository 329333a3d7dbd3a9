import { expect, it } from 'vitest'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { type KnownPatient, namedPatients } from '../../../../src/shared/model/rightPatient/namedPatients.ts'

const known = (id: string, name: string, more: Partial<KnownPatient> = {}): KnownPatient => ({
  sessionId: sessionIdSchema.parse(id),
  name,
  ...more,
})
const others = [
  known('bea', 'Bea Berg', { mrn: '4821-02', birthDate: '1951-02-03' }),
  known('ana', 'Ana María de la Cruz Jr.', { mrn: '77' }),
  known('zofia', 'Zofia Łukasik'),
  known('omar', 'عمر حداد'),
  known('wei', '王伟'),
]
const own = { names: ['Ann Aare', 'Marta Aare'], mrn: '4821-01', birthDate: '1964-03-11' }
const named = (text: string) => namedPatients(text, own, others)

it.each([
  ['Bea, take it with food.', ['bea']],
  ['Hello Bea', ['bea']],
  ['Good morning, Bea! How are you?', ['bea']],
  ['Please take two a day, Bea.', ['bea']],
  ['Mrs Berg, your results are in.', ['bea']],
  ['Dear Mrs. Bea Berg', ['bea']],
  ['This is about bea berg', ['bea']],
  ['Berg, Bea: normal', ['bea']],
  ['Your number is 4821-02.', ['bea']],
  ['born 1951-02-03', ['bea']],
  ['Hola Ana, ¿cómo está?', ['ana']],
  ['Ana Maria de la Cruz Jr', ['ana']],
  ['Dzień dobry, Zofia', ['zofia']],
  ['Pani Lukasik, proszę brać dwie', ['zofia']],
  ['عمر، خذ حبتين', ['omar']],
  ['Bea, and Mrs Łukasik', ['bea', 'zofia']],
] as const)('finds who is meant in "%s"', (text, ids) => {
  expect(named(text)).toEqual(ids)
})

it.each([
  'Ann, take it with food.',
  'Hello Marta, how is Ann?',
  'Mrs Aare, your results are in.',
  'Your number is 4821-01.',
  'Number 4821-021 is the ward.',
  'born 1964-03-11',
  'Take 77 drops.',
  'She lives near Lukasik street with bea.',
  'Beatrice, take it with food.',
  'Hello there',
  'The iceberg, as they say.',
  '',
])('finds nobody else in "%s"', (text) => {
  expect(named(text)).toEqual([])
})

it('takes words that a namesake shares for those of the patient at work', () => {
  expect(namedPatients('Hello Ann', own, [known('ann', 'Ann Berg')])).toEqual([])
  expect(namedPatients('Ann Aare', own, [known('ann', 'Ann Aare')])).toEqual([])
  expect(namedPatients('Mrs Berg', own, [known('ann', 'Ann Berg')])).toEqual(['ann'])
})

it('takes a name for letters, whatever else it has in it', () => {
  expect(namedPatients('(a+)+, hello', own, [known('odd', '(a+)+ $^ [x'), known('dots', '... ---')])).toEqual([])
})

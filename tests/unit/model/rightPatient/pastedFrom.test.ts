import { expect, it } from 'vitest'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { originOf, pastedFrom } from '../../../../src/shared/model/rightPatient/pastedFrom.ts'

const bea = sessionIdSchema.parse('bea')
const cem = sessionIdSchema.parse('cem')
const copies = [
  { sessionId: bea, text: 'Take 5 mg of warfarin.' },
  { sessionId: cem, text: 'First line\n  second line of it\n' },
]

it('finds where a text was copied, however the clipboard breaks its lines', () => {
  expect(originOf('Take 5 mg of warfarin.', copies)?.sessionId).toBe(bea)
  expect(originOf('  First line\r\nsecond line of it', copies)?.sessionId).toBe(cem)
  expect(originOf('Take 5 mg', copies)).toBeNull()
  expect(originOf('', copies)).toBeNull()
})

it('takes the last place of several from which the same was copied', () => {
  expect(
    originOf('Take 5 mg of warfarin.', [...copies, { sessionId: cem, text: 'Take 5 mg of warfarin.' }])?.sessionId,
  ).toBe(cem)
})

it('finds what was pasted while a line of it still stands in the text', () => {
  expect(pastedFrom('As I said: Take 5 mg of warfarin. Please.', copies)?.sessionId).toBe(bea)
  expect(pastedFrom('only the second line of it is left', copies)?.sessionId).toBe(cem)
  expect(pastedFrom('Take 5 mg of aspirin.', copies)).toBeNull()
  expect(pastedFrom('', copies)).toBeNull()
})

it('lets short words go, which stand in any text', () => {
  expect(pastedFrom('yes, twice', [{ sessionId: bea, text: 'yes' }])).toBeNull()
})

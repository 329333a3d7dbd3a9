import { expect, it } from 'vitest'
import { type Entry, entrySchema } from '../../../../src/shared/model/entry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { type Answering, wroteSince } from '../../../../src/shared/model/rightPatient/wroteSince.ts'

const ownUserId = userIdSchema.parse('own')

function entry(seq: number, senderId: string, at: number, senderRole: Entry['senderRole'] = 'patient'): Entry {
  return entrySchema.parse({
    ...{ id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`, sessionId: 'one', thread: 'care', seq, at },
    ...{ senderId, senderName: senderId, senderRole },
    body: { kind: 'message', type: 'text', text: `${seq}` },
  })
}

const found = (entries: readonly Entry[], given: Partial<Answering> = {}) =>
  wroteSince({ entries, begunAt: 10_000, changedAt: 20_000, readUpTo: 0, ownUserId, now: 20_100, ...given })?.seq ??
  null

it('finds what the patient wrote as the key was pressed', () => {
  expect(found([entry(1, 'pat', 19_950)], { readUpTo: 0 })).toBe(1)
})

it('finds what the patient wrote that was never in view', () => {
  expect(found([entry(1, 'pat', 12_000)])).toBe(1)
})

it('finds nothing in what was read, or stood there before the text was begun', () => {
  expect(found([entry(1, 'pat', 12_000)], { readUpTo: 1 })).toBeNull()
  expect(found([entry(1, 'pat', 9_000)])).toBeNull()
})

it('leaves what is in view, and will be read in a moment, to the eyes', () => {
  expect(found([entry(1, 'pat', 19_000)])).toBeNull()
})

it('finds what a colleague wrote, though it was read, if nothing was changed since', () => {
  expect(found([entry(1, 'col', 20_050, 'clinician')], { readUpTo: 1 })).toBe(1)
  expect(found([entry(1, 'sup', 20_050, 'support')], { readUpTo: 1 })).toBe(1)
  expect(found([entry(1, 'col', 15_000, 'clinician')], { readUpTo: 1 })).toBeNull()
  expect(found([entry(1, 'col', 15_000, 'clinician')])).toBe(1)
})

it('counts neither own messages nor what is no message', () => {
  const joined: Entry = { ...entry(2, 'col', 20_050, 'clinician'), body: { kind: 'state', change: 'claimed' } }
  expect(found([entry(1, 'own', 20_050, 'clinician'), joined])).toBeNull()
})

it('returns the newest of several', () => {
  expect(found([entry(1, 'pat', 11_000), entry(2, 'pat', 12_000), entry(3, 'own', 13_000, 'clinician')])).toBe(2)
})

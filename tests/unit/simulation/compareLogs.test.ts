import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareLogs, isFaithful, noDifferences } from '../../../simulation/replay/compareLogs.ts'

const sent = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `text of ${id}` }))
const held = (ids: string) => [...ids].map((id, index) => ({ id, text: `text of ${id}`, seq: index + 3 }))
const differences = (part: object) => ({ ...noDifferences, ...part })

test.each([
  ['the same', 'abcd', { stored: 4 }],
  ['one that is missing', 'abd', { stored: 3, lost: 1 }],
  ['nothing at all', '', { lost: 4 }],
  ['one twice', 'abbcd', { stored: 4, doubled: 1 }],
  ['one twice, far apart', 'abcda', { stored: 4, doubled: 1 }],
  ['two the wrong way round', 'acbd', { stored: 4, outOfOrder: 1 }],
  ['one that nobody sent', 'abxcd', { stored: 4, foreign: 1 }],
])('a log with %s is reported as such', (_what, ids, expected) => {
  expect(compareLogs(sent, held(ids))).toEqual(differences(expected))
})

test('a text that differs in one invisible character is altered', () => {
  const altered = held('abcd').map((message) => (message.id === 'b' ? { ...message, text: 'text of\u00a0b' } : message))
  expect(compareLogs(sent, altered)).toEqual(differences({ stored: 3, altered: 1 }))
})

test('a seq that does not grow is out of order although the messages stand in order', () => {
  const log = held('abcd').map((message) => (message.id === 'c' ? { ...message, seq: 4 } : message))
  expect(compareLogs(sent, log)).toEqual(differences({ stored: 4, outOfOrder: 1 }))
})

test('only the log itself is faithful to itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'x'), { maxLength: 8 }), (ids) => {
      expect(isFaithful(compareLogs(sent, held(ids.join(''))))).toBe(ids.join('') === 'abcd')
    }),
  )
})

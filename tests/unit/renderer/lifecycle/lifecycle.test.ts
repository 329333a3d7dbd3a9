import { expect, it } from 'vitest'
import { choiceOfKey } from '../../../../src/renderer/features/lifecycle/choice.ts'

it('a number chooses from a list, and the one after the last is for own words', () => {
  expect(choiceOfKey('1', 3)).toEqual({ kind: 'listed', number: 1 })
  expect(choiceOfKey('3', 3)).toEqual({ kind: 'listed', number: 3 })
  expect(choiceOfKey('4', 3)).toEqual({ kind: 'own' })
  for (const key of ['0', '5', 'a', 'Enter', '12', '']) expect(choiceOfKey(key, 3), key).toBeNull()
})

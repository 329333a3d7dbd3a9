import { expect, it } from 'vitest'
import { choiceOfKey } from '../../../../src/renderer/features/lifecycle/choice.ts'
import { colleaguesFor } from '../../../../src/renderer/state/patients/colleagues.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Role } from '../../../../src/shared/model/role.ts'

it('a number chooses from a list, and the one after the last is for own words', () => {
  expect(choiceOfKey('1', 3)).toEqual({ kind: 'listed', number: 1 })
  expect(choiceOfKey('3', 3)).toEqual({ kind: 'listed', number: 3 })
  expect(choiceOfKey('4', 3)).toEqual({ kind: 'own' })
  for (const key of ['0', '5', 'a', 'Enter', '12', '']) expect(choiceOfKey(key, 3), key).toBeNull()
})

it('a session is transferred to clinicians whom the relay names, not to whoever has it', () => {
  const person = (userId: string, role: Role) => ({ userId: userIdSchema.parse(userId), name: `Dr ${userId}`, role })
  const sessions = new Map([
    [sessionIdSchema.parse('one'), { participants: [person('own', 'clinician'), person('pat', 'patient')] }],
    [sessionIdSchema.parse('two'), { participants: [person('zoe', 'clinician'), person('sue', 'support')] }],
    [sessionIdSchema.parse('three'), { participants: [person('bob', 'clinician'), person('zoe', 'clinician')] }],
  ])
  const own = userIdSchema.parse('own')
  const names = (claimedBy?: string) =>
    colleaguesFor(sessions, claimedBy ? { claimedBy: userIdSchema.parse(claimedBy) } : {}, own).map(({ name }) => name)
  expect(names()).toEqual(['Dr bob', 'Dr zoe'])
  expect(names('zoe')).toEqual(['Dr bob'])
})

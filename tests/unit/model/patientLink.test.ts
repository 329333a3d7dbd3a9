import { expect, test } from 'vitest'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { linkReach } from '../../../src/shared/model/patientLink.ts'

const made = { userId: userIdSchema.parse('pat'), openUntil: 1_000, opened: false, revoked: false }

test('a link reaches its patient once it is opened, for as long as it is not taken back, and not when it ran out before', () => {
  expect(linkReach(made, 999)).toBe('notOpened')
  expect(linkReach(made, 1_000)).toBe('ranOut')
  expect(linkReach({ ...made, opened: true }, 9_000)).toBe('inForce')
  expect(linkReach({ ...made, opened: true, revoked: true }, 999)).toBe('takenBack')
})

import { describe, expect, it } from 'vitest'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

const user = (index: number) => userIdSchema.parse(`user-${index}`)
const recordOf = (size: number) =>
  sessionRecord({
    participants: Array.from({ length: size }, (_, index) => ({
      userId: user(index),
      name: `name ${index}`,
      role: 'support' as const,
    })),
  })

// Few participants are looked through, many are kept in a map.
describe.each([2, 16, 17, 500])('a session of %i', (size) => {
  it('finds each of its participants, and no one else', () => {
    const session = createCachedSession(recordOf(size))
    expect(session.participant(user(0))?.name).toBe('name 0')
    expect(session.participant(user(size - 1))?.name).toBe(`name ${size - 1}`)
    expect(session.participant(user(size))).toBeUndefined()
  })

  it('knows who takes part once its record was replaced, by more or by fewer', () => {
    const session = createCachedSession(recordOf(size))
    session.replace(recordOf(18))
    expect(session.participant(user(17))?.name).toBe('name 17')
    session.replace(recordOf(1))
    expect(session.participant(user(0))?.name).toBe('name 0')
    expect(session.participant(user(1))).toBeUndefined()
  })
})

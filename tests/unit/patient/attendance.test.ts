import { expect, it } from 'vitest'
import { attendanceOf } from '../../../src/patient/conversation/attendance.ts'
import { strings } from '../../../src/patient/strings.ts'
import { type PresenceStatus, presenceSchema } from '../../../src/shared/model/presence.ts'
import { sessionSchema } from '../../../src/shared/model/session.ts'

const sessionOf = (clinicians: readonly string[], claimedBy?: string) =>
  sessionSchema.parse({
    ...{ id: 'visit-1', kind: 'visit', active: true, createdAt: 1, watermarks: [], heads: { care: 0 } },
    ...(claimedBy === undefined ? {} : { claimedBy }),
    participants: [
      { userId: 'pat', name: 'Maria', role: 'patient' },
      { userId: 'sue', name: 'Sue Support', role: 'support' },
      ...clinicians.map((userId) => ({ userId, name: `Dr ${userId}`, role: 'clinician' })),
    ],
  })
const presence = (userId: string, status: PresenceStatus, customStatus?: string) =>
  presenceSchema.parse({ userId, status, ...(customStatus === undefined ? {} : { customStatus }) })
const said = (...args: Parameters<typeof attendanceOf>) => {
  const attendance = attendanceOf(...args)
  return attendance && strings.there(attendance)
}

it('tells whether the clinician is there, and in their own words when not', () => {
  const session = sessionOf(['ann'])
  expect(said(session, [presence('ann', 'online')])).toBe('Dr ann is here.')
  expect(said(session, [presence('ann', 'busy')])).toContain('an answer may take a while')
  expect(said(session, [presence('ann', 'away', 'back at four')])).toContain('They say: back at four')
  expect(said(session, [presence('ann', 'offline')])).toContain('is not here now')
})

it('says nothing while nothing is known, and of nobody but clinicians', () => {
  expect(said(sessionOf(['ann']), [])).toBeUndefined()
  expect(said(sessionOf(['ann']), [presence('sue', 'online'), presence('pat', 'online')])).toBeUndefined()
})

it('is about the one who has taken the session on, or else about the one who is there most', () => {
  const presences = [presence('ann', 'offline'), presence('ben', 'online')]
  expect(said(sessionOf(['ann', 'ben'], 'ann'), presences)).toContain('Dr ann is not here')
  expect(said(sessionOf(['ann', 'ben']), presences)).toBe('Dr ben is here.')
  expect(said(sessionOf(['ann', 'ben']), [presence('ann', 'offline'), presence('ben', 'offline')])).toContain(
    'Your care team is not here now',
  )
})

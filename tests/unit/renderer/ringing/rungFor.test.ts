import { expect, it } from 'vitest'
import { rungFor } from '../../../../src/renderer/state/owing/rungFor.ts'
import type { Account } from '../../../../src/shared/ipc/account.ts'
import type { SessionSummary } from '../../../../src/shared/ipc/session.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { testSession } from '../../../support/console/screenBuilders.ts'

const own = userIdSchema.parse('clinician-1')
const account: Account = {
  state: 'signedIn',
  relayUrl: 'http://127.0.0.1:1',
  userId: own,
  name: 'Own',
  role: 'clinician',
}
const id = sessionIdSchema.parse('one')

/** Whether the ring for a wait since 1000 still counts in a session like this. */
function counts(change: Partial<SessionSummary>): boolean {
  const participants = [{ userId: own, name: 'Own', role: 'clinician' as const }]
  const session = { ...testSession(id), participants, owedSince: 1_000, active: true, ...change }
  const rings = new Map([[id, { sessionId: id, count: 1, owedSince: 1_000 }]])
  return rungFor({ rings, sessions: new Map([[id, session]]), account }).length === 1
}

it('a ring counts while the patient waits as then, and nobody has taken the session', () => {
  expect(counts({})).toBe(true)
  expect(counts({ claimedBy: own })).toBe(false)
  expect(counts({ claimedBy: userIdSchema.parse('colleague') })).toBe(false)
  expect(counts({ active: false })).toBe(false)
  expect(counts({ owedSince: null })).toBe(false)
  expect(counts({ owedSince: 2_000 })).toBe(false)
})

it('a ring is for who takes part, or is asked to look on', () => {
  expect(counts({ participants: [] })).toBe(false)
  expect(counts({ participants: [], escalation: { escalatedBy: own, escalatedAt: 1, reason: 'r' } })).toBe(true)
})

it('no ring counts of a session that is not here', () => {
  const rings = new Map([[id, { sessionId: id, count: 1, owedSince: 1_000 }]])
  expect(rungFor({ rings, sessions: new Map(), account })).toEqual([])
})

import { describe, expect, it } from 'vitest'
import { accessOf, isOpenToSupport } from '../../../../relay/sessions/access/access.ts'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { decideChange } from '../../../../relay/sessions/lifecycle/decideChange.ts'
import type { SessionChange as RelayChange } from '../../../../relay/sessions/sessionUseCases.ts'
import { viewSession } from '../../../../relay/sessions/viewSession.ts'
import type { SessionRecord } from '../../../../relay/store/sessions/sessionRecord.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  extendedBy,
  offeredChanges,
  type Person,
  type SessionAction,
} from '../../../../src/shared/model/lifecycle/offeredChanges.ts'
import type { Role } from '../../../../src/shared/model/role.ts'

const nowMs = 1_000_000
const id = (text: string) => userIdSchema.parse(text)
const [self, colleague, patient, receiver] = [id('self'), id('colleague'), id('patient'), id('receiver')]
const request = { openedBy: patient, openedAt: 1, reason: 'r' }

/** Every state that a session can be in, for a person in every part of it. */
function* situations(): Generator<{ readonly record: SessionRecord; readonly person: Person; readonly name: string }> {
  for (const role of ['patient', 'clinician', 'support', 'admin'] as const)
    for (const part of ['none', 'patient', 'clinician', 'support', 'admin'] as const)
      for (const active of [true, false])
        for (const expiresAtMs of [null, nowMs - 1, nowMs + 60_000])
          for (const claimedBy of [null, self, colleague])
            for (const asked of ['nothing', 'dispute', 'escalation'] as const)
              for (const isAlone of [true, false]) {
                const participants = [
                  { userId: patient, name: 'Pat', role: 'patient' as Role },
                  ...(isAlone ? [] : [{ userId: colleague, name: 'Col', role: 'clinician' as Role }]),
                  ...(part === 'none' ? [] : [{ userId: self, name: 'Self', role: part as Role }]),
                ]
                yield {
                  name: JSON.stringify({ role, part, active, expiresAtMs, claimedBy, asked, isAlone }),
                  person: { userId: self, role },
                  record: {
                    ...{ id: sessionIdSchema.parse('one'), version: 1, kind: 'chat', active, createdAtMs: 1 },
                    ...{ expiresAtMs, patient: null, claimedBy, participants },
                    later: null,
                    dispute: asked === 'dispute' ? request : null,
                    escalation: asked === 'escalation' ? { escalatedBy: patient, escalatedAt: 1, reason: 'r' } : null,
                  },
                }
              }
}

const changes: Readonly<Record<Exclude<SessionAction, 'invite'>, RelayChange>> = {
  claim: { kind: 'claim' },
  join: { kind: 'join' },
  leave: { kind: 'leave' },
  transfer: { kind: 'transfer', to: receiver, reason: 'r' },
  escalate: { kind: 'escalate', reason: 'r' },
  extend: { kind: 'extend', until: nowMs + 120_000 },
  close: { kind: 'close', reason: 'r' },
  reopen: { kind: 'reopen' },
}

function relayTakes(record: SessionRecord, person: Person, change: RelayChange): boolean {
  const principal = { ...person, name: 'Self' }
  const access = accessOf(createCachedSession(record), principal)
  if (!access) return false
  try {
    decideChange(record, change, { principal, access, nowMs, receiver: { userId: receiver, name: 'R' } })
    return true
  } catch (error) {
    if (error instanceof FailureError) return false
    throw error
  }
}

describe('what is offered of a session', () => {
  it('is what the relay would do, by role, part, claim and state', () => {
    const all = [...situations()]
    expect(all.length).toBe(2_160)
    const wrong: string[] = []
    for (const { record, person, name } of all) {
      const session = viewSession(createCachedSession(record), [], ['care', 'staff'])
      const mayLook =
        record.participants.some(({ userId }) => userId === self) ||
        person.role === 'admin' ||
        (person.role === 'support' && isOpenToSupport(record))
      if (!mayLook) continue
      const offered = new Set<string>(offeredChanges(session, person, nowMs))
      for (const [kind, change] of Object.entries(changes))
        if (offered.has(kind) !== relayTakes(record, person, change)) wrong.push(`${kind} ${name}`)
    }
    expect(wrong).toEqual([])
  })

  it('is an invitation only for a clinician of an open session, or an administrator', () => {
    for (const { record, person, name } of situations()) {
      const session = viewSession(createCachedSession(record), [], ['care', 'staff'])
      const access = accessOf(createCachedSession(record), { ...person, name: 'Self' })
      if (!access) continue
      const isOpen = record.active && (record.expiresAtMs === null || record.expiresAtMs > nowMs)
      const isInviter = person.role === 'admin' || (access.isParticipant && access.role === 'clinician')
      expect([name, offeredChanges(session, person, nowMs).includes('invite')]).toEqual([name, isOpen && isInviter])
    }
  })
})

it('a session is extended from its end, or from now where that is over', () => {
  expect(extendedBy({ expiresAt: nowMs + 1 }, 15, nowMs)).toBe(nowMs + 1 + 900_000)
  expect(extendedBy({ expiresAt: nowMs - 1 }, 15, nowMs)).toBe(nowMs + 900_000)
})

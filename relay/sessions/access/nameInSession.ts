import { impersonatesStaff, isNameOfSystem } from '../../../src/shared/model/text/personName.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { Principal } from './principal.ts'

type Named = Pick<Principal, 'userId' | 'name' | 'role'>

/** Returns whether nothing but the id is known of a participant. */
export function isNameless({ userId, name }: { readonly userId: string; readonly name: string }): boolean {
  return name === userId
}

/**
 * Returns the name by which the others in a session see the principal: the one that the account or the session has, and else that of the
 * token, unless it poses as somebody else; the id where there is none.
 */
export function nameInSession(session: CachedSession, principal: Named): string {
  const participant = session.participant(principal.userId)
  if (participant && !isNameless(participant)) return participant.name
  // Asked for with every message: whoever has no name in their token either has nothing that could pose as somebody else.
  if (isNameless(principal)) return principal.userId
  return mayBear(session, principal) ? principal.name : principal.userId
}

/** Returns whether the principal may be called in a session as the token says. */
function mayBear(session: CachedSession, { userId, name, role }: Named): boolean {
  if (isNameOfSystem(name)) return false
  const { participants } = session.record()
  const isStaff = role !== 'patient' && participants.find((one) => one.userId === userId)?.role !== 'patient'
  if (isStaff) return true
  const staff = participants.filter((one) => one.userId !== userId && one.role !== 'patient' && !isNameless(one))
  return !impersonatesStaff(
    name,
    staff.map((one) => one.name),
  )
}

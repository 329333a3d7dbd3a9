import type { UserId } from '../ids.ts'
import { isStaff, type Role } from '../role.ts'
import type { Session } from '../session.ts'
import type { SessionChangeKind } from './sessionChange.ts'

/** The part of a session that says what may be done with it. */
export type ChangeableSession = Pick<
  Session,
  'active' | 'expiresAt' | 'claimedBy' | 'dispute' | 'escalation' | 'participants'
>

/** Somebody who may see the session, with the role of their account. */
export interface Person {
  readonly userId: UserId
  readonly role: Role
}

/** Something that is done with a session: a change of it, or a link for its patient. */
export type SessionAction = SessionChangeKind | 'invite'

interface Standing {
  /** Role in the session; that of the account for who looks on. */
  readonly role: Role
  readonly isAdmin: boolean
  readonly takesPart: boolean
  readonly isOpen: boolean
  readonly hasExpired: boolean
}

type Rule = (session: ChangeableSession, standing: Standing, person: Person) => boolean

const isForStaff = ({ role, isAdmin }: Standing) => isAdmin || isStaff(role)

const rules: Readonly<Record<SessionAction, Rule>> = {
  claim: (session, standing) =>
    standing.takesPart && standing.isOpen && isForStaff(standing) && session.claimedBy === undefined,
  join: (session, { takesPart, isAdmin, role }) =>
    !takesPart && (isAdmin || (role === 'support' && isOpenToSupport(session))),
  escalate: (session, standing) => standing.isOpen && mayAct(standing) && session.escalation === undefined,
  transfer: (session, standing, { userId }) => {
    const isOthers = session.claimedBy !== undefined && session.claimedBy !== userId
    return standing.isOpen && mayAct(standing) && !(isOthers && standing.role === 'clinician' && !standing.isAdmin)
  },
  extend: ({ active, expiresAt }, standing) =>
    expiresAt !== undefined && mayAct(standing) && (active || standing.hasExpired),
  invite: (_, { isOpen, isAdmin, takesPart, role }) => isOpen && (isAdmin || (takesPart && role === 'clinician')),
  leave: ({ active, participants }, { takesPart, role }, { userId }) => {
    const isOwn = (one: Session['participants'][number]) => one.userId === userId
    const isOnlyClinician = !participants.some((one) => one.role === 'clinician' && !isOwn(one))
    const isClinician = participants.some((one) => one.role === 'clinician' && isOwn(one))
    return takesPart && isStaff(role) && !(active && isClinician && isOnlyClinician)
  },
  close: (_, standing) => standing.isOpen && mayAct(standing),
  reopen: ({ active }, standing) => !active && !standing.hasExpired && mayAct(standing),
}

/** Every action, in the order in which they are offered. */
const actions = [
  'claim',
  'join',
  'reopen',
  'invite',
  'extend',
  'escalate',
  'transfer',
  'leave',
  'close',
] as const satisfies readonly SessionAction[]

/**
 * Returns what this person may do with a session now (`nowMs` by the relay's clock), in the order in which it is offered. The relay decides
 * by the same rules, and on what it knows by then.
 */
export function offeredChanges(session: ChangeableSession, person: Person, nowMs: number): readonly SessionAction[] {
  const standing = standingOf(session, person, nowMs)
  return actions.filter((action) => rules[action](session, standing, person))
}

function standingOf(session: ChangeableSession, { userId, role }: Person, nowMs: number): Standing {
  const participant = session.participants.find((one) => one.userId === userId)
  const hasExpired = session.expiresAt !== undefined && nowMs >= session.expiresAt
  return {
    role: participant && role !== 'patient' ? participant.role : role,
    isAdmin: role === 'admin',
    takesPart: participant !== undefined,
    isOpen: session.active && !hasExpired,
    hasExpired,
  }
}

/** Support that looks on joins before it does anything. */
function mayAct(standing: Standing): boolean {
  return isForStaff(standing) && (standing.takesPart || standing.role !== 'support')
}

function isOpenToSupport({ dispute, escalation }: ChangeableSession): boolean {
  return dispute !== undefined || escalation !== undefined
}

/** Returns when a session ends that is given so many minutes more: from its end on, or from now where that is over. In ms, by the relay's clock. */
export function extendedBy({ expiresAt }: Pick<Session, 'expiresAt'>, minutes: number, nowMs: number): number {
  return Math.max(expiresAt ?? nowMs, nowMs) + minutes * 60_000
}

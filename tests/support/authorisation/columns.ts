import type { Role } from '../../../src/shared/model/role.ts'

/** Standing of somebody towards the session that they ask about. */
export interface Column {
  readonly userId: string
  readonly role: Role
  readonly relation: string
  /** Put into the session beside its patient and clinicians; `removed`: and taken out again. */
  readonly takesPart?: 'added' | 'removed'
  /** Request that had been opened in the session before. */
  readonly state?: 'disputed' | 'escalated'
  /** Came by an invitation to this session, or to another one of theirs. */
  readonly invitedTo?: 'this' | 'another'
  /** Has said something in the session. */
  readonly hasSpoken: boolean
}

const own = { hasSpoken: true } as const
const no = { hasSpoken: false } as const

export const columns: readonly Column[] = [
  { userId: 'pat', role: 'patient', relation: 'own', ...own },
  { userId: 'pat', role: 'patient', relation: 'own, in dispute', state: 'disputed', ...own },
  { userId: 'pat', role: 'patient', relation: 'invited', invitedTo: 'this', ...own },
  { userId: 'pat', role: 'patient', relation: 'invited to another', invitedTo: 'another', ...own },
  { userId: 'former-pat', role: 'patient', relation: 'removed', takesPart: 'removed', ...own },
  { userId: 'other-pat', role: 'patient', relation: 'another’s', ...no },
  { userId: 'doc', role: 'clinician', relation: 'own', ...own },
  { userId: 'doc', role: 'clinician', relation: 'own, in dispute', state: 'disputed', ...own },
  { userId: 'former-doc', role: 'clinician', relation: 'removed', takesPart: 'removed', ...own },
  { userId: 'other-doc', role: 'clinician', relation: 'another’s', ...no },
  { userId: 'sue', role: 'support', relation: 'assigned', takesPart: 'added', ...own },
  {
    ...{ userId: 'sue', role: 'support', relation: 'joined, in dispute', takesPart: 'added', state: 'disputed' },
    ...own,
  },
  { userId: 'onlooker-sue', role: 'support', relation: 'looks on a dispute', state: 'disputed', ...no },
  { userId: 'escalation-sue', role: 'support', relation: 'looks on, escalated', state: 'escalated', ...no },
  { userId: 'former-sue', role: 'support', relation: 'removed', takesPart: 'removed', ...own },
  { userId: 'other-sue', role: 'support', relation: 'none', ...no },
  { userId: 'ada', role: 'admin', relation: 'none', ...own },
  { userId: 'ada', role: 'admin', relation: 'none, in dispute', state: 'disputed', ...own },
]

/** Nothing of the session is for them, whatever they ask for. */
export function isOutside({ relation, role }: Column): boolean {
  return (
    ['removed', 'another’s', 'invited to another'].includes(relation) || (role === 'support' && relation === 'none')
  )
}

/** One session made for one cell, with a message of the one who asks (if they have spoken) and one of somebody else. */
export interface Cell {
  readonly column: Column
  readonly sessionId: string
  readonly own: string | undefined
  readonly others: string
  /** A clinician who takes part in this session alone. */
  readonly colleague: string
  readonly callId: string
  readonly attachmentId: string
  readonly now: number
  readonly token: string
}

/** Support that would come to see the session by what a row has opened in it: its column would be another one. */
export function isLedIn({ role, takesPart, state }: Column, opened: 'disputed' | undefined): boolean {
  return role === 'support' && opened === 'disputed' && takesPart !== 'added' && state !== 'disputed'
}

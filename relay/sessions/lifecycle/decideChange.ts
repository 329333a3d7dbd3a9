import type { EntryBody, StateChange } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { SessionRecord, SessionState } from '../../store/sessions/sessionRecord.ts'
import { type Access, isExpired, requireTakesPart } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { SessionChange } from '../sessionUseCases.ts'
import { decideLater } from './decideLater.ts'
import type { ChangeContext, Decision } from './decision.ts'
import { withoutAttempts } from './reportAttempts.ts'

type Participant = SessionRecord['participants'][number]
type ChangeOf<K extends SessionChange['kind']> = Extract<SessionChange, { readonly kind: K }>

const staff: readonly Role[] = ['clinician', 'support', 'admin']

/** Decides a change of a session by someone who may see it. Throws what `SessionUseCases.changeSession` refuses with. */
export function decideChange(record: SessionRecord, change: SessionChange, context: ChangeContext): Decision {
  if (change.kind === 'join') return join(record, context)
  requireTakesPart(context.access)
  switch (change.kind) {
    case 'claim':
      return claim(record, change.reason, context)
    case 'transfer':
      return transfer(record, { ...change, kind: 'transfer' }, context)
    case 'escalate':
      return escalate(record, change.reason, context)
    case 'leave':
      return leave(record, context)
    case 'close':
      return close(record, change.reason, context)
    case 'reopen':
      return reopen(record, change.reason, context)
    case 'extend':
      return extend(record, { ...change, kind: 'extend' }, context)
    case 'dispute':
      return dispute(record, change.reason, context)
    case 'later':
      return decideLater(record, change.later, context)
    case 'resolveDispute':
      return resolveDispute(record, change.reason, context)
  }
}

function join(record: SessionRecord, { principal, access }: ChangeContext): Decision {
  if (access.isParticipant) throw new FailureError('conflict', 'You take part in this session already.')
  const self: Participant = { userId: principal.userId, name: access.name, role: access.role }
  return decided({ ...record, participants: [...record.participants, self] }, membership(self, 'joined'))
}

function claim(
  record: SessionRecord,
  reason: string | undefined,
  { principal, access, nowMs }: ChangeContext,
): Decision {
  requireRole(principal, access, staff)
  requireParticipant(access)
  requireActive(record, nowMs)
  if (record.claimedBy === principal.userId)
    throw new FailureError('conflict', 'You have claimed this session already.')
  if (record.claimedBy !== null)
    throw new FailureError('conflict', 'Somebody else has claimed this session. Ask them to transfer it.')
  const escalation = access.role === 'clinician' ? record.escalation : null
  return decided({ ...record, claimedBy: principal.userId, escalation }, state('claimed', reason))
}

function transfer(record: SessionRecord, { to, reason }: ChangeOf<'transfer'>, context: ChangeContext): Decision {
  const { principal, access, nowMs, receiver } = context
  requireRole(principal, access, staff)
  requireActive(record, nowMs)
  const isOthers = record.claimedBy !== null && record.claimedBy !== principal.userId
  if (isOthers && access.role === 'clinician' && principal.role !== 'admin')
    throw new FailureError(
      'forbidden',
      'Somebody else has claimed this session. Only they, support and administrators transfer it.',
    )
  const present = record.participants.find(({ userId }) => userId === to)
  const next = present ?? (receiver && { ...receiver, role: 'clinician' as const })
  if (next?.role !== 'clinician') throw new FailureError('invalid', 'to: a session is transferred to a clinician.')
  const from = record.claimedBy ?? (access.role === 'clinician' ? principal.userId : null)
  if (from === to) throw new FailureError('conflict', 'This clinician has the session already.')
  const leaving = record.participants.find(({ userId, role }) => userId === from && role === 'clinician')
  const participants = record.participants.filter((participant) => participant !== leaving)
  if (!present) participants.push(next)
  const transferred: EntryBody = {
    kind: 'state',
    change: 'transferred',
    reason,
    to: { userId: next.userId, name: next.name },
  }
  return {
    // Whoever gets it begins with what is owed.
    next: { ...record, participants, claimedBy: to, escalation: null, later: null },
    before: present ? [] : [membership(next, 'joined')],
    primaryEntry: transferred,
    after: leaving ? [membership(leaving, 'left')] : [],
  }
}

function escalate(record: SessionRecord, reason: string, { principal, access, nowMs }: ChangeContext): Decision {
  requireRole(principal, access, staff)
  requireActive(record, nowMs)
  if (record.escalation) throw new FailureError('conflict', 'Support has been asked for already.')
  const escalation = { escalatedBy: principal.userId, escalatedAt: nowMs, reason }
  return decided({ ...record, escalation }, state('escalated', reason))
}

function leave(record: SessionRecord, { principal, access }: ChangeContext): Decision {
  const self = record.participants.find(({ userId }) => userId === principal.userId)
  if (!self) throw new FailureError('conflict', 'You do not take part in this session.')
  if (access.role === 'patient' || self.role === 'patient')
    throw new FailureError('forbidden', 'A session cannot go on without its patient.')
  const participants = record.participants.filter((participant) => participant !== self)
  if (record.active && self.role === 'clinician' && !participants.some(({ role }) => role === 'clinician'))
    throw new FailureError('conflict', 'You are the only clinician of this session. Transfer or close it first.')
  const claimedBy = record.claimedBy === principal.userId ? null : record.claimedBy
  const later = record.later?.by === principal.userId ? null : record.later
  return decided({ ...record, participants, claimedBy, later }, membership(self, 'left'))
}

function close(
  record: SessionRecord,
  reason: string | undefined,
  { principal, access, nowMs }: ChangeContext,
): Decision {
  requireRole(principal, access, staff)
  requireActive(record, nowMs)
  return decided({ ...record, active: false, escalation: null }, state('closed', reason))
}

function reopen(
  record: SessionRecord,
  reason: string | undefined,
  { principal, access, nowMs }: ChangeContext,
): Decision {
  requireRole(principal, access, staff)
  if (isExpired(record, nowMs))
    throw new FailureError('conflict', 'The session has expired. Extend it to open it again.')
  if (record.active) throw new FailureError('conflict', 'The session is open already.')
  return decided(
    { ...record, active: true, participants: withoutAttempts(record.participants) },
    state('reopened', reason),
  )
}

function extend(record: SessionRecord, { until, reason }: ChangeOf<'extend'>, context: ChangeContext): Decision {
  const { principal, access, nowMs } = context
  requireRole(principal, access, staff)
  const { expiresAtMs } = record
  if (expiresAtMs === null) throw new FailureError('conflict', 'This session does not expire.')
  if (until <= nowMs || until <= expiresAtMs)
    throw new FailureError('invalid', 'until: a session is extended to a time later than now and than its expiry.')
  const hadExpired = isExpired(record, nowMs)
  if (!record.active && !hadExpired) throw new FailureError('sessionClosed', 'The session is closed. Reopen it first.')
  const extended: EntryBody = { kind: 'state', change: 'extended', until, ...(reason === undefined ? {} : { reason }) }
  const reopened = record.active ? [] : [state('reopened')]
  const participants = withoutAttempts(record.participants)
  return {
    next: { ...record, active: true, expiresAtMs: until, participants },
    ...{ before: [], primaryEntry: extended, after: reopened },
  }
}

function dispute(record: SessionRecord, reason: string, { principal, access, nowMs }: ChangeContext): Decision {
  // Patients too: this is theirs as much as the clinician's. There is no role that may see a session and may not dispute it.
  requireRole(principal, access, ['patient', ...staff])
  if (record.dispute) throw new FailureError('conflict', 'The session is in dispute already.')
  return decided(
    { ...record, dispute: { openedBy: principal.userId, openedAt: nowMs, reason } },
    state('disputed', reason),
  )
}

function resolveDispute(
  record: SessionRecord,
  reason: string | undefined,
  { principal, access }: ChangeContext,
): Decision {
  requireRole(principal, access, ['support', 'admin'])
  if (!record.dispute) throw new FailureError('conflict', 'The session is not in dispute.')
  return decided({ ...record, dispute: null }, state('disputeResolved', reason))
}

/** Closes a session whose time has run out; undefined when there is nothing (left) to do. */
export function decideExpiry(record: SessionRecord, nowMs: number): Decision | undefined {
  if (!record.active || !isExpired(record, nowMs)) return undefined
  return decided({ ...record, active: false, escalation: null }, state('expired'))
}

function decided(next: SessionState, primaryEntry: EntryBody): Decision {
  return { next, before: [], primaryEntry, after: [] }
}

function state(change: StateChange, reason?: string): EntryBody {
  return { kind: 'state', change, ...(reason === undefined ? {} : { reason }) }
}

function membership({ userId, name, role }: Participant, change: 'joined' | 'left'): EntryBody {
  return { kind: 'membership', userId, name, role, change }
}

function requireRole(principal: Principal, access: Access, roles: readonly Role[]): void {
  if (principal.role !== 'admin' && !roles.includes(access.role))
    throw new FailureError('forbidden', 'This is not for your role in the session.')
}

function requireParticipant(access: Access): void {
  if (!access.isParticipant) throw new FailureError('forbidden', 'Join the session before you take it on.')
}

function requireActive(record: SessionRecord, nowMs: number): void {
  if (isExpired(record, nowMs)) throw new FailureError('sessionClosed', 'The session has expired.')
  if (!record.active) throw new FailureError('sessionClosed', 'The session is closed.')
}

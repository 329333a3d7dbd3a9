import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type FollowUpChange, withFollowUpChange } from '../../../src/shared/model/followUp.ts'
import { isStaff } from '../../../src/shared/model/role.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import { requireActive } from '../access/access.ts'
import type { ChangeContext, Decision } from './decision.ts'

/**
 * Decides that a follow-up of a session is set, put to another time, was done, or is taken off. For staff who take part. The patient is told nothing of it: the entry
 * stands in the staff's thread. A time that has passed is taken: it was set while the relay could not be reached, and is due at once.
 */
export function decideFollowUp(
  record: SessionRecord,
  change: FollowUpChange,
  { id, principal, access, nowMs }: Pick<ChangeContext, 'id' | 'principal' | 'access' | 'nowMs'>,
): Decision {
  if (!isStaff(access.role) || !access.isParticipant)
    throw new FailureError('forbidden', 'Only the staff who take part in a session set its follow-ups.')
  requireActive(record, nowMs)
  if ('due' in change && change.due > nowMs + limits.followUpForMs)
    throw new FailureError('invalid', 'due: a follow-up is set for 30 days ahead at the most.')
  if (change.kind === 'set' && record.followUps.length >= limits.followUpsPerSession)
    throw new FailureError('conflict', 'This session has 20 follow-ups. Remove one first.')
  const followUps = withFollowUpChange(record.followUps, { id, change, by: principal.userId, at: nowMs })
  if (!followUps) throw new FailureError('conflict', 'This follow-up is done, or was removed.')
  const primaryEntry = entryOf(record, change)
  return { next: { ...record, followUps }, before: [], primaryEntry, primaryThread: 'staff', after: [] }
}

const changeOf = {
  set: 'followUpSet',
  postpone: 'followUpPostponed',
  done: 'followUpDone',
  remove: 'followUpRemoved',
} as const

function entryOf({ followUps }: SessionRecord, change: FollowUpChange): EntryBody {
  const text = change.kind === 'set' ? change.text : (followUps.find((one) => one.id === change.followUp)?.text ?? '')
  const until = 'due' in change ? { until: change.due } : {}
  return { kind: 'state', change: changeOf[change.kind], reason: text, ...until }
}

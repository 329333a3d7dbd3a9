import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { LaterPut } from '../../../src/shared/protocol/session.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { ChangeContext, Decision } from './decision.ts'

/**
 * Decides that a session is put off, or needs no answer; with null, that it is taken up again. For clinicians who take part, in a closed session too. The
 * patient is told nothing of it: the entry stands in the staff's thread. What the patient says next ends it without a decision: see `laterInForce`.
 */
export function decideLater(
  record: SessionRecord,
  later: LaterPut | null,
  { principal, access, nowMs }: Pick<ChangeContext, 'principal' | 'access' | 'nowMs'>,
): Decision {
  if (access.role !== 'clinician' || !access.isParticipant)
    throw new FailureError('forbidden', 'Only the clinicians of a session put it off.')
  if (later === null) {
    if (record.later === null) throw new FailureError('conflict', 'This session is not put off.')
    return decided({ ...record, later: null }, { kind: 'state', change: 'takenUpAgain' })
  }
  const { until, reason, upTo } = later
  if (until !== null && until <= nowMs) throw new FailureError('conflict', 'until: this time has passed.')
  if (until !== null && until > nowMs + limits.laterForMs)
    throw new FailureError('invalid', 'until: a session is put off for seven days at the most.')
  const put = { by: principal.userId, at: nowMs, until, reason, upTo }
  const entry: EntryBody =
    until === null
      ? { kind: 'state', change: 'needsNoAnswer', reason }
      : { kind: 'state', change: 'putOff', reason, until }
  return decided({ ...record, later: put }, entry)
}

function decided(next: Decision['next'], primaryEntry: EntryBody): Decision {
  return { next, before: [], primaryEntry, primaryThread: 'staff', after: [] }
}

import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import type { Participant, Session } from '../../../shared/model/session.ts'

type Recorded = Omit<Session, 'watermarks' | 'heads' | 'dispute' | 'escalation'>

/** Returns the header of a record, with nothing in it of what only the screen needs. */
export function recordHeader(
  { id, kind, active, createdAt, expiresAt, claimedBy, patient, participants }: Recorded,
  exported: RecordHeader['exported'],
  threads: RecordHeader['threads'],
): RecordHeader {
  return {
    session: {
      ...{ id, kind, active, createdAt },
      ...(expiresAt !== undefined && { expiresAt }),
      ...(claimedBy !== undefined && { claimedBy }),
    },
    ...(patient !== undefined && { patient }),
    participants: participants.map(personOf),
    ...{ exported, threads },
  }
}

function personOf({ userId, name, role }: Participant): Pick<Participant, 'userId' | 'name' | 'role'> {
  return { userId, name, role }
}

import type { UserId } from '../../../src/shared/model/ids.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'

type Participant = SessionRecord['participants'][number]

export interface ParticipantPool {
  /** The same record, in which participants who were seen before with the same name and role are the same objects. */
  readonly share: (record: SessionRecord) => SessionRecord
  /** Forgets who was seen. What was shared stays as it is. */
  readonly clear: () => void
}

/** Someone is in many sessions, and every reading of one makes them anew: in memory they are kept once. */
export function createParticipantPool(): ParticipantPool {
  const known = new Map<UserId, Participant>()

  function shared(participant: Participant): Participant {
    const before = known.get(participant.userId)
    if (before && before.name === participant.name && before.role === participant.role) return before
    known.set(participant.userId, participant)
    return participant
  }

  return {
    share: (record) => ({ ...record, participants: record.participants.map(shared) }),
    clear: () => known.clear(),
  }
}

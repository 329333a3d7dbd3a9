import type { UserId } from '../../../src/shared/model/ids.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'

type Participant = SessionRecord['participants'][number]

export interface InternedParticipants {
  /** Returns the same record, in which participants who came before with the same name and role are the same objects. */
  readonly intern: (record: SessionRecord) => SessionRecord
  /** Forgets who came before. Records that were returned stay as they are. */
  readonly clear: () => void
}

/** Keeps each participant in memory once: someone is in many sessions, and every reading of one makes them anew. */
export function createInternedParticipants(): InternedParticipants {
  const known = new Map<UserId, Participant>()

  function internOne(participant: Participant): Participant {
    const before = known.get(participant.userId)
    if (
      before &&
      before.name === participant.name &&
      before.role === participant.role &&
      before.triedAtMs === participant.triedAtMs
    )
      return before
    known.set(participant.userId, participant)
    return participant
  }

  return {
    intern: (record) => ({ ...record, participants: record.participants.map(internOne) }),
    clear: () => known.clear(),
  }
}

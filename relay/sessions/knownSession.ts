import type { UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { SessionRecord } from '../store/store.ts'

/** A session as this node knows it now. Its holder stays the same while the record in it is replaced. */
export interface KnownSession {
  readonly record: () => SessionRecord
  readonly participant: (userId: UserId) => SessionRecord['participants'][number] | undefined
  readonly head: (thread: Thread) => number
  /** Takes note of an entry with this `seq`. */
  readonly raiseHead: (thread: Thread, seq: number) => void
  readonly replace: (record: SessionRecord) => void
}

/** `newest` is how far its threads went when it was read. */
export function createKnownSession(
  first: SessionRecord,
  newest: Readonly<Record<Thread, number>> = { care: 0, staff: 0 },
): KnownSession {
  const heads = { ...newest }
  let record = first
  let participants = byUser(first)
  return {
    record: () => record,
    participant: (userId) => participants.get(userId),
    head: (thread) => heads[thread],
    raiseHead: (thread, seq) => {
      heads[thread] = Math.max(heads[thread], seq)
    },
    replace: (next) => {
      record = next
      participants = byUser(next)
    },
  }
}

function byUser(record: SessionRecord) {
  return new Map(record.participants.map((participant) => [participant.userId, participant]))
}

import type { UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'

type Participant = SessionRecord['participants'][number]

/** The `seq` of the newest entry of each thread, 0 of none. */
export type Heads = Readonly<Record<Thread, number>>

/** A session as this node knows it now. Its holder stays the same while the record in it is replaced. */
export interface CachedSession {
  readonly record: () => SessionRecord
  readonly participant: (userId: UserId) => Participant | undefined
  readonly head: (thread: Thread) => number
  /** Takes note of an entry with this `seq`. */
  readonly raiseHead: (thread: Thread, seq: number) => void
  readonly replace: (record: SessionRecord) => void
}

/** So few are looked through as fast as they are found in a map, which would be most of what a session takes in memory. */
const fewParticipants = 16

/** `newest` is how far its threads went when it was read. */
export function createCachedSession(first: SessionRecord, newest: Heads = { care: 0, staff: 0 }): CachedSession {
  const heads = { ...newest }
  let record = first
  let byUser = mapOfMany(first)
  return {
    record: () => record,
    participant: (userId) => {
      if (byUser) return byUser.get(userId)
      for (const participant of record.participants) if (participant.userId === userId) return participant
      return undefined
    },
    head: (thread) => heads[thread],
    raiseHead: (thread, seq) => {
      heads[thread] = Math.max(heads[thread], seq)
    },
    replace: (next) => {
      record = next
      byUser = mapOfMany(next)
    },
  }
}

function mapOfMany({ participants }: SessionRecord): ReadonlyMap<UserId, Participant> | undefined {
  if (participants.length <= fewParticipants) return undefined
  return new Map(participants.map((participant) => [participant.userId, participant]))
}

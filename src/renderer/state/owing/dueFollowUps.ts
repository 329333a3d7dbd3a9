import type { SessionSummary } from '../../../shared/ipc/session.ts'

/** Returns the follow-ups of this person that are due, each with the time at which it came due: one that was put to another time is another one. */
export function dueFollowUps(sessions: Iterable<SessionSummary>): ReadonlySet<string> {
  return new Set([...sessions].flatMap(({ active, followUps }) => (active ? followUps.flatMap(nameOfDue) : [])))
}

const nameOfDue = ({ id, due, isDue }: SessionSummary['followUps'][number]) => (isDue ? [`${id} ${due}`] : [])

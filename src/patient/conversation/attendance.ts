import type { Presence, PresenceStatus } from '../../shared/model/presence.ts'
import type { Session } from '../../shared/model/session.ts'

/**
 * Whether somebody is there to answer. `name` is the clinician's whom it is about; missing where it is about all of several. `words`:
 * their own, such as "back at four".
 */
export interface Attendance {
  readonly who: 'here' | 'occupied' | 'away' | 'gone'
  readonly name: string | undefined
  readonly words: string | undefined
}

const whoBy: Readonly<Record<PresenceStatus, Attendance['who']>> = {
  online: 'here',
  busy: 'occupied',
  in_call: 'occupied',
  away: 'away',
  offline: 'gone',
}
const order: readonly Attendance['who'][] = ['here', 'occupied', 'away', 'gone']

/**
 * Returns how it stands with the clinician who has taken the session on, or else with the one of its clinicians who is there most;
 * undefined while nothing is known of any.
 */
export function attendanceOf(session: Session, presences: readonly Presence[]): Attendance | undefined {
  const clinicians = session.participants.filter(({ role }) => role === 'clinician')
  const claimer = clinicians.filter(({ userId }) => userId === session.claimedBy)
  const asked = claimer.length > 0 ? claimer : clinicians
  const known = asked.flatMap(({ userId, name }) => {
    const presence = presences.find((one) => one.userId === userId)
    return presence ? [{ who: whoBy[presence.status], name, words: presence.customStatus || undefined }] : []
  })
  const [first] = known.toSorted((a, b) => order.indexOf(a.who) - order.indexOf(b.who))
  if (first?.who !== 'gone' || known.length === 1) return first
  return { who: 'gone', name: undefined, words: undefined }
}

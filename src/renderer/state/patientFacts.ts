import type { SessionSummary } from '../../shared/ipc/consoleState.ts'

type Named = Pick<SessionSummary, 'id' | 'patient' | 'participants'>

/** The patient's name: of the record, else of the participant, else the session's id, which is never nothing. */
export function patientName(session: Named): string {
  const participant = session.participants.find(({ role }) => role === 'patient')
  return session.patient?.name ?? (participant?.name || session.id)
}

/** The name for a narrow place: initials of all but the last word. `Maria Lindqvist` is `M. Lindqvist`. */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/)
  const last = words.pop() ?? ''
  const initials = words.map((word) => `${[...word][0]?.toUpperCase() ?? ''}.`)
  return [...initials, last].join(' ')
}

/** How old somebody is, in whole years, or in months up to the second birthday. */
export interface Age {
  readonly unit: 'years' | 'months'
  readonly count: number
}

/** The age on the day of `nowMs` in this workstation's time zone, for a birth date of the form YYYY-MM-DD. Not below 0. */
export function ageOn(birthDate: string, nowMs: number): Age {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number)
  const now = new Date(nowMs)
  const beforeDay = now.getDate() < day ? 1 : 0
  const months = Math.max(0, (now.getFullYear() - year) * 12 + now.getMonth() + 1 - month - beforeDay)
  return months < 24 ? { unit: 'months', count: months } : { unit: 'years', count: Math.floor(months / 12) }
}

import { localDay } from '../../../../shared/model/timing/localDay.ts'

/** The time of day of an instant (ms since 1970) in this workstation's zone, with hours and minutes. */
export function timeText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** The calendar day of an instant, written out. */
export function dayText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleDateString(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
}

/** An instant to the second, with its day. */
export function exactTimeText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
}

/** The time of day of an instant, said beside something of another instant: with its day where that is another one. */
export function timeTextBeside(atMs: number, besideMs: number, language: string): string {
  if (localDay(atMs) === localDay(besideMs)) return timeText(atMs, language)
  const day = { day: 'numeric', month: 'short' } as const
  return new Date(atMs).toLocaleString(language, { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

import { localDay } from '../../shared/model/timing/localDay.ts'

/** Returns the day and the time of an instant (ms), in the style of a language. */
export function instantText(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs)
}

/** Returns the time of an instant (ms) with hours and minutes, and its day before it where that is not the day of `nowMs`. */
export function shortInstantText(atMs: number, nowMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    ...(localDay(atMs) === localDay(nowMs) ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(atMs)
}

import { leastLaterMs, mostLaterMs } from '../../../shared/model/later.ts'

/** Question that is asked of a session: until when it is put off, or why it needs no answer. */
export type LaterKind = 'later' | 'noneNeeded'

/** Times that are offered, in the order of their digits; `own` is typed. */
export const laterTimes = ['tenMinutes', 'halfHour', 'hour', 'tomorrow', 'own'] as const
export type LaterTime = (typeof laterTimes)[number]

/** Reasons that are offered for each, in the order of their digits; after them comes one in own words. */
export const laterReasons = {
  later: ['result', 'colleague', 'askedLater', 'sends', 'looksUp'],
  noneNeeded: ['thanks', 'answeredElsewhere', 'information'],
} as const satisfies Record<LaterKind, readonly string[]>

const minuteMs = 60_000
const inMinutes = { tenMinutes: 10, halfHour: 30, hour: 60 } as const
/** Hour of the next day, on this workstation's clock on the wall, from which a session is owed again tomorrow. */
const morningHour = 8

/**
 * Returns until when (ms since 1970) a choice at `nowMs` puts a session off. `own`: a local date and time as a field of this type has it. Undefined for one
 * that is not written to its end, or not from one minute to seven days ahead.
 */
export function untilOf(time: LaterTime, own: string, nowMs: number): number | undefined {
  if (time === 'own') {
    const until = new Date(own).getTime()
    const isInTime = until - nowMs >= leastLaterMs && until - nowMs <= mostLaterMs
    return isInTime ? until : undefined
  }
  if (time === 'tomorrow') {
    const morning = new Date(nowMs)
    morning.setDate(morning.getDate() + 1)
    return morning.setHours(morningHour, 0, 0, 0)
  }
  return Math.round(nowMs) + inMinutes[time] * minuteMs
}

/** Returns an instant as a field of a local date and time has it, to the minute. */
export function localFieldOf(atMs: number): string {
  const at = new Date(atMs)
  return new Date(atMs - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}

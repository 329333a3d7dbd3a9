/** Times that are offered, in the order of their digits; `own` is typed. */
export const timeChoices = ['tenMinutes', 'halfHour', 'hour', 'tomorrow', 'own'] as const
export type TimeChoice = (typeof timeChoices)[number]

const minuteMs = 60_000
const inMinutes = { tenMinutes: 10, halfHour: 30, hour: 60 } as const
/** Hour of the next day, on this workstation's clock on the wall, that `tomorrow` is. */
const morningHour = 8

/** Bounds of how far ahead a time may be, in ms. */
export interface TimeBounds {
  readonly leastMs: number
  readonly mostMs: number
}

/**
 * Returns the instant (ms since 1970) that a choice at `nowMs` is. `own`: a local date and time as a field of this type has it. Undefined for one that is
 * not written to its end, or out of bounds.
 */
export function chosenInstant(
  time: TimeChoice,
  own: string,
  nowMs: number,
  { leastMs, mostMs }: TimeBounds,
): number | undefined {
  if (time === 'own') {
    const at = new Date(own).getTime()
    const isInTime = at - nowMs >= leastMs && at - nowMs <= mostMs
    return isInTime ? at : undefined
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

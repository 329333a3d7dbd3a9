/** A span of a weekly schedule by the wall clock: 0 is Sunday, times are HH:MM. One that does not end after its start runs overnight. */
export interface ScheduleSpan {
  readonly dayOfWeek: number
  readonly start: string
  readonly end: string
}

/** Day of the week (0 is Sunday) and minutes since midnight, as a clock on the wall shows them. */
export interface WallTime {
  readonly dayOfWeek: number
  readonly minuteOfDay: number
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const minutesPerDay = 24 * 60

/** Returns whether this runtime knows the name as a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Reads the wall clock of a time zone at an instant (ms since 1970). A name that is none is read as UTC. */
export function createWallClock(timeZone: string): (atMs: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (atMs) => {
    const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]))
    return {
      dayOfWeek: days.indexOf(part.get('weekday') ?? ''),
      minuteOfDay: Number(part.get('hour')) * 60 + Number(part.get('minute')),
    }
  }
}

/**
 * Returns whether a wall time lies in the span; its last minute counts. A span from a time to the same time lasts a day.
 */
export function isWithin({ dayOfWeek, start, end }: ScheduleSpan, at: WallTime): boolean {
  const startMinute = minuteOf(start)
  const endMinute = minuteOf(end)
  if (endMinute > startMinute)
    return at.dayOfWeek === dayOfWeek && at.minuteOfDay >= startMinute && at.minuteOfDay <= endMinute
  const isFirstDay = at.dayOfWeek === dayOfWeek && at.minuteOfDay >= startMinute
  const isNextDay = at.dayOfWeek === (dayOfWeek + 1) % days.length && at.minuteOfDay <= endMinute
  return isFirstDay || isNextDay
}

/**
 * Returns whether someone with these hours is available at an instant (ms since 1970), by the wall clock of their time zone, so
 * that daylight saving moves the hours with the people. Without a schedule: always. Without a time zone: UTC.
 */
export function createOfficeHours(
  timeZone: string | null,
  schedule: readonly ScheduleSpan[],
): (atMs: number) => boolean {
  if (schedule.length === 0) return () => true
  const wallTime = createWallClock(timeZone ?? 'UTC')
  return (atMs) => {
    const at = wallTime(atMs)
    return schedule.some((span) => isWithin(span, at))
  }
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return ((hours ?? 0) * 60 + (minutes ?? 0)) % minutesPerDay
}

/** Returns the calendar day of an instant where this program runs, as a text that is the same for the same day. */
export function localDay(atMs: number): string {
  const date = new Date(atMs)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/**
 * Returns a text that is the same while this program runs in the same time zone, told by how far that is from UTC through the year of an instant: a
 * machine that travels is told another. To ask for the zone's name costs a hundred times as much, too much for every second.
 */
export function localZone(atMs: number): string {
  const year = new Date(atMs).getFullYear()
  return months.map((month) => new Date(year, month, 1).getTimezoneOffset()).join(' ')
}

const months = Array.from({ length: 12 }, (_, month) => month)

/** Returns the calendar day before that of an instant. Where the clock is changed, that is not 24 hours ago. */
export function dayBefore(atMs: number): string {
  const date = new Date(atMs)
  return localDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime())
}

/** Returns what a day is called at another instant. Nothing is later than today: a clock that says so is ahead. */
export function relativeDay(atMs: number, nowMs: number): 'today' | 'yesterday' | 'other' {
  if (atMs >= nowMs || localDay(atMs) === localDay(nowMs)) return 'today'
  return localDay(atMs) === dayBefore(nowMs) ? 'yesterday' : 'other'
}

/** Returns a test of one instant after the other: true where it is of another calendar day than the one before, and at first. */
export function createDayChange(): (atMs: number) => boolean {
  let startMs = 0
  let endMs = 0
  return (atMs) => {
    if (atMs >= startMs && atMs < endMs) return false
    const day = new Date(atMs)
    const startOf = (date: number) => new Date(day.getFullYear(), day.getMonth(), date).getTime()
    startMs = startOf(day.getDate())
    // Not the time of day of the start on the next date: where the clock goes forward at midnight, a day starts at 1.
    endMs = startOf(day.getDate() + 1)
    return true
  }
}

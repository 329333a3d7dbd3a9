/** Returns the calendar day of an instant where this program runs, as a text that is the same for the same day. */
export function localDay(atMs: number): string {
  const date = new Date(atMs)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

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

/** Returns the calendar day of an instant (ms) on this workstation, as a field for days writes it: YYYY-MM-DD. */
export function dayText(atMs: number): string {
  const date = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Returns when a day (YYYY-MM-DD) begins on this workstation (ms since 1970, not before); null where it is no day. */
export function startOfDay(day: string): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === undefined) return null
  // Not at midnight by name: where the clock goes forward at midnight, the day begins at 1.
  const at = new Date(Number(year), Number(month) - 1, Number(date))
  return Number.isNaN(at.getTime()) || dayText(at.getTime()) !== day ? null : Math.max(0, at.getTime())
}

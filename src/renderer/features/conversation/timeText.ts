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

/** Returns the text of a composer when `sent` comes back to it: before what was written meanwhile. */
export function textGivenBack(sent: string, current: string): string {
  if (sent === '') return current
  return current === '' ? sent : `${sent}\n${current}`
}

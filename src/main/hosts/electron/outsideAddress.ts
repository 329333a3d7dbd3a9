/** Schemes of what a message may lead to. Every other program of the machine stays closed to what a patient writes. */
const allowed: ReadonlySet<string> = new Set(['https:', 'http:', 'tel:', 'mailto:'])

/** Returns an address as it is given to the operating system to open, or null where that is not to open it. */
export function outsideAddress(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, username, password, href } = new URL(url)
  return allowed.has(protocol) && username === '' && password === '' ? href : null
}

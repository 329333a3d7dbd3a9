/** The address of a relay as a person may type it: without `http://` it is taken as https, on this machine as http. */
export function relayAddress(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return null
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isHere(text) ? 'http' : 'https'}://${text}`
  if (!URL.canParse(withScheme)) return null
  const url = new URL(withScheme)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  return withScheme.replace(/\/+$/, '')
}

function isHere(text: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/i.test(text)
}

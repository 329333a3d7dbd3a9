/**
 * Returns the token in a text that may have the word `Bearer` before it; undefined for a text that holds more than that, as other
 * schemes do.
 */
export function tokenIn(text: string): string | undefined {
  return /^(?:Bearer +)?(\S+)$/i.exec(text)?.[1]
}

/** Returns the value of a cookie of this name. Of several, the first: browsers send that of the narrowest path first. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    return decoded(
      pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    )
  }
  return undefined
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

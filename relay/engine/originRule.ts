/** Rule about which web pages may call the relay, by their origins. */
export interface OriginRule {
  /** Returns whether any page may. */
  readonly isOpen: boolean
  /** Returns whether pages of this origin are among those that are set. */
  readonly isListed: (origin: string) => boolean
  /** Returns whether a request may come from here: from a page that is set, one of the relay's own, or no page at all. */
  readonly allows: (headers: { readonly origin?: string | undefined; readonly host?: string | undefined }) => boolean
}

/** An origin whose first label may have one `*`, for letters, digits and hyphens: `https://*.example.app`, `https://app-*.example.app`. */
const wildcardForm = /^(https?:\/\/)([a-z0-9-]*)\*([a-z0-9-]*)((?:\.[a-z0-9-]+){2,}(?::\d{1,5})?)$/

/** Returns whether a text can be set: an origin, or one with a wildcard in front of a domain of two labels or more. */
export function isOriginPattern(text: string): boolean {
  if (text.includes('*')) return wildcardForm.test(text)
  return URL.canParse(text) && new URL(text).origin === text
}

/** `origins` are in lower case, as `isOriginPattern` takes them; `'*'` is any. */
export function createOriginRule(origins: readonly string[] | '*'): OriginRule {
  const listed = origins === '*' ? [] : origins
  const exact = new Set(listed.filter((origin) => !origin.includes('*')))
  const patterns = listed.flatMap((origin) => {
    const [, scheme, before, after, domain] = wildcardForm.exec(origin) ?? []
    if (scheme === undefined || before === undefined || after === undefined || domain === undefined) return []
    return [new RegExp(`^${scheme}${before}[a-z0-9-]+${after}${domain.replaceAll('.', '\\.')}$`)]
  })
  const isOpen = origins === '*'
  const isListed = (given: string) => {
    const origin = given.toLowerCase()
    return isOpen || exact.has(origin) || patterns.some((pattern) => pattern.test(origin))
  }
  return {
    isOpen,
    isListed,
    allows: ({ origin, host }) => {
      if (origin === undefined || isListed(origin)) return true
      return URL.canParse(origin) && new URL(origin).host === host
    },
  }
}

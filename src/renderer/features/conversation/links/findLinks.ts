/** Alphabets of which the letters of a host are: one that only looks as another is written in several, or in another than it seems. */
export type HostLetters = 'plain' | 'foreign' | 'mixed'

/** Address to which a link leads, in parts. */
export interface LinkAddress {
  /** The whole of it, as it is opened. */
  readonly href: string
  readonly scheme: 'http' | 'https' | 'tel' | 'mailto'
  /** Host as it is looked up, in punycode where it has other letters; number or mail address where there is no host. */
  readonly host: string
  readonly letters: HostLetters
}

/** Part of a text; `from` is where it begins in it. Together they are the text, character for character. */
export type TextPart =
  | { readonly kind: 'text'; readonly from: number; readonly text: string }
  | { readonly kind: 'link'; readonly from: number; readonly text: string; readonly address: LinkAddress }

/** Beginning of an address, and all up to what cannot be in one: spaces, quotes, backslashes, and what nobody sees. */
const candidate = /(?<![\p{L}\p{N}_])(?:https?:\/\/|tel:|mailto:)[^\s\p{Cc}\p{Cf}<>"\\^`{|}]+/giu

/** Punctuation of the sentence around an address. */
const sentenceEnd = /[.,;:!?'’”»…]+$/u

/** Returns a text in parts: the addresses in it that may be opened, and what is between. Anything that is not certain to be one stays text. */
export function findLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const written = withoutEnd(found)
    const address = readAddress(written)
    if (address === null) continue
    if (index > from) parts.push({ kind: 'text', from, text: text.slice(from, index) })
    parts.push({ kind: 'link', from: index, text: written, address })
    from = index + written.length
  }
  if (from < text.length) parts.push({ kind: 'text', from, text: text.slice(from) })
  return parts
}

/** Returns an address without what belongs to the sentence: a bracket that was opened in the address stays. */
function withoutEnd(found: string): string {
  const trimmed = found.replace(sentenceEnd, '')
  const last = trimmed.at(-1)
  const opening = last === ')' ? '(' : last === ']' ? '[' : null
  if (opening === null || last === undefined) return trimmed
  const count = (bracket: string) => trimmed.split(bracket).length
  return count(last) > count(opening) ? withoutEnd(trimmed.slice(0, -1)) : trimmed
}

function readAddress(written: string): LinkAddress | null {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/isu.exec(written) ?? []
  switch (scheme.toLowerCase()) {
    case 'tel':
      return /^\+?\d[\d().-]{2,30}$/.test(rest) ? plain('tel', rest) : null
    case 'mailto':
      // Nothing but whom to write to: no subject, no text, no copy to somebody else.
      return /^[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(rest) ? plain('mailto', rest) : null
    default:
      return readWebAddress(written)
  }
}

const plain = (scheme: 'tel' | 'mailto', rest: string): LinkAddress => ({
  ...{ href: `${scheme}:${rest}`, scheme, host: rest, letters: 'plain' },
})

function readWebAddress(written: string): LinkAddress | null {
  if (!URL.canParse(written)) return null
  const { href, protocol, hostname, host, username, password } = new URL(written)
  // What stands before an @ is no host, and mostly there to be taken for one.
  if (hostname === '' || username !== '' || password !== '' || /^[^/?#]*@/.test(written.slice(protocol.length + 2)))
    return null
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const [, writtenHost = ''] = /^https?:\/\/([^/?#:]*)/iu.exec(written) ?? []
  return { href, scheme: protocol === 'https:' ? 'https' : 'http', host, letters: lettersOf(hostname, writtenHost) }
}

/** Alphabets with letters that look as those of others. */
const scripts = [/\p{sc=Latin}/u, /\p{sc=Cyrillic}/u, /\p{sc=Greek}/u, /\p{sc=Armenian}/u, /\p{sc=Cherokee}/u]

function lettersOf(hostname: string, writtenHost: string): HostLetters {
  const isPlain = /^[\x20-\x7e]*$/.test(writtenHost) && !/(^|\.)xn--/i.test(hostname)
  if (isPlain) return 'plain'
  // The end of a host is of its own: .com after a name in Cyrillic mixes nothing.
  const names = writtenHost.split('.').slice(0, -1)
  const isMixed = names.some((name) => scripts.filter((script) => script.test(name)).length > 1)
  return isMixed ? 'mixed' : 'foreign'
}

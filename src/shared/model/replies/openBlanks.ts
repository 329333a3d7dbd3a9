/** A blank of a text that nobody has filled in: what is asked for, and its place, from and to an index into the text. */
export interface OpenBlank {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Longest name of a blank, in UTF-16 units: what stands further apart is two braces. */
const mostName = 60

/** Braces on one line with what is between; the beginning of a blank that nothing ends; the end of one that nothing begins. */
const braces =
  /\{(?<inner>[^{}\r\n]*)\}|\{(?<begun>[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*)|(?<![\p{L}\p{N}\p{M}'’-])(?<ended>[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*)\}/gu

const isName = /^[\p{L}\p{N}](?:.*\S)?$/u

/**
 * Returns the blanks of a text, `{dose}`, in the order in which they stand. A brace that touches a word is a blank, or what is left of one of which a part was deleted by hand;
 * any other brace, as in `{ dose }` or `:{`, is a brace.
 */
export function openBlanks(text: string): OpenBlank[] {
  if (!/[{}]/.test(text)) return []
  return [...text.matchAll(braces)].flatMap((match) => {
    const { inner, begun, ended } = match.groups ?? {}
    const name = inner ?? begun ?? ended ?? ''
    if (inner !== undefined && (inner.length > mostName || !isName.test(inner))) return []
    return [{ name, from: match.index, to: match.index + match[0].length }]
  })
}

/** Returns whether two names ask for the same, in whatever case they are written. */
export function isSameBlank(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()
}

/** Returns what is asked for, each name once. */
export function blankNames(blanks: readonly OpenBlank[]): string[] {
  return blanks
    .filter(({ name }, at) => blanks.findIndex((other) => isSameBlank(other.name, name)) === at)
    .map(({ name }) => name)
}

/** Returns a text in which `findValue` has filled in the blanks that it knows a value for. */
export function fillBlanks(text: string, findValue: (name: string) => string | undefined): string {
  let filled = ''
  let upTo = 0
  for (const { name, from, to } of openBlanks(text)) {
    filled += text.slice(upTo, from) + (findValue(name) ?? text.slice(from, to))
    upTo = to
  }
  return filled + text.slice(upTo)
}

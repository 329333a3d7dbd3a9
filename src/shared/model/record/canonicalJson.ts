/** Deeper than anything that is written here; what is deeper would exhaust the stack. */
const deepest = 100

/**
 * Returns the one way to write a JSON value (RFC 8785): no white space, members in the order of their names' UTF-16 units, numbers and texts
 * as ECMAScript writes them. A member that is undefined is left out. Half of a surrogate pair, which the RFC refuses, is written as
 * its escape: it stands in what people wrote, and that is kept. Throws `RangeError` for what is nested too deep.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > deepest) throw new RangeError(`A value is nested more than ${deepest} levels deep.`)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null, depth + 1)).join(',')}]`
  const members: [string, unknown][] = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, depth + 1)}`).join(',')}}`
}

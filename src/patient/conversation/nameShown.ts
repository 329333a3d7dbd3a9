const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * As much of a name as its owner knows it by, and no more: the first part, and the first letter of the last one. A link may have gone
 * to somebody else.
 */
export function nameShown(name: string): string {
  const parts = name.trim().split(/\s+/u)
  const [first = ''] = parts
  const last = parts.length > 1 ? parts.at(-1) : undefined
  if (last === undefined) return first
  const [letter] = letters.segment(last)
  return `${first} ${letter?.segment ?? ''}.`
}

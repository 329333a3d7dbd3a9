/** Longest text that is looked for among the replies, in UTF-16 units. */
const mostQuery = 60

/** Returns what is looked for: from the stroke at a place of the text to the caret; null where it is no search any more. */
export function replyQuery(text: string, at: number, caret: number): string | null {
  if (text[at] !== '/' || caret <= at) return null
  const query = text.slice(at + 1, caret)
  return query.length > mostQuery || /[\r\n]/.test(query) ? null : query
}

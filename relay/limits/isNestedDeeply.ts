/**
 * Deepest nesting that is parsed. Clients nest what they send some levels deep, and an opaque payload sixteen at the most.
 */
const deepest = 1_000

/**
 * Returns whether JSON is nested so deeply that no client means it: to take apart a hundred thousand levels costs as much time as
 * thousands of messages. Looks at no more than it must, and takes what is no JSON too.
 */
export function isNestedDeeply(json: string): boolean {
  if (json.length <= deepest) return false
  let depth = 0
  for (let at = 0; at < json.length; at += 1)
    switch (json[at]) {
      case '"':
        at = endOfString(json, at)
        break
      case '[':
      case '{':
        depth += 1
        if (depth > deepest) return true
        break
      case ']':
      case '}':
        depth -= 1
        break
    }
  return false
}

/** The place of the quotation mark that ends the string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text[before - 1] === '\\') before -= 1
    if ((end - before) % 2 === 0) return end
  }
  return text.length
}

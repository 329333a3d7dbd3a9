/**
 * Returns whether the outermost object of a JSON text names one of its members twice. `JSON.parse` keeps the last one silently,
 * so two readers of one token could see two different users in it. The text must be valid JSON.
 */
export function hasDuplicateMembers(json: string): boolean {
  const seen = new Set<string>()
  let depth = 0
  let expectsName = false
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (token === '{' || token === '[') {
      depth += 1
      expectsName = depth === 1 && token === '{'
    } else if (token === '}' || token === ']') {
      depth -= 1
      expectsName = false
    } else if (token === ',') {
      expectsName = depth === 1
    } else if (expectsName) {
      const name = String(JSON.parse(token))
      if (seen.has(name)) return true
      seen.add(name)
      expectsName = false
    }
  }
  return false
}

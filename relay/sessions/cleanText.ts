import sanitizeHtml from 'sanitize-html'

/** How often what is hidden in entities is looked into; nothing that a person writes is nested deeper. */
const mostPasses = 5

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/**
 * Plain text without any markup, scripts and styles with their content; also when it was hidden in entities. What would still
 * be markup after that is left escaped.
 */
export function cleanHtml(text: string): string {
  let current = text
  for (let pass = 0; pass < mostPasses; pass++) {
    const escaped = sanitizeHtml(current, { allowedTags: [], allowedAttributes: {} })
    const plain = escaped.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    if (plain === current) return current.trim()
    current = plain
  }
  return sanitizeHtml(current, { allowedTags: [], allowedAttributes: {} }).trim()
}

/** Whether a text poses as a message of the system, which participants are not to send. */
export function posesAsSystem(text: string): boolean {
  return /^\s*(?:\[\s*system(?:\s+message)?\s*\]|\*+\s*system(?:\s+message)?\s*\*+|system(?:\s+message)?\s*:)/i.test(
    text,
  )
}

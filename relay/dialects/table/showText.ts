import { toHtmlText } from '../../../src/shared/model/text/htmlText.ts'

/**
 * Writes every text of a payload in the way in which the clients of a dialect show it; a client that has spoken no dialect yet is taken
 * for one that assigns texts to `innerHTML`. `opaqueFields` of the payload are left as they are.
 */
export type ShowText = <T extends object>(
  dialect: string | undefined,
  payload: T,
  opaqueFields?: readonly string[],
) => T

/** `plainText`: dialects whose clients show texts as text; for all others a text is written as HTML. */
export function createShowText(plainText: ReadonlySet<string>): ShowText {
  return (dialect, payload, opaqueFields = []) => {
    if (dialect !== undefined && plainText.has(dialect)) return payload
    return withHtmlTexts(payload, opaqueFields)
  }
}

/** The same value where no text has to be written otherwise, which is nearly always. */
function withHtmlTexts<T>(value: T, opaqueFields: readonly string[]): T
function withHtmlTexts(value: unknown, opaqueFields: readonly string[]): unknown {
  if (typeof value === 'string') return toHtmlText(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => withHtmlTexts(item, []))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (!isPlainObject(value)) return value
  let changed: Record<string, unknown> | undefined
  for (const [field, item] of Object.entries(value)) {
    const written = opaqueFields.includes(field) ? item : withHtmlTexts(item, [])
    if (written === item) continue
    changed ??= { ...value }
    changed[field] = written
  }
  return changed ?? value
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

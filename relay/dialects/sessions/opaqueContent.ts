import { FailureError } from '../../../src/shared/model/failure.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { contentRequired } from '../table/fields.ts'

/** Prefix of a stored payload that is not a text; a text of a client that begins so is stored as a payload too. */
const marker = '{"$payload":'
/** Deepest nesting of a payload. */
const deepest = 16

/** Fields that the relay itself fills in: sender and time are not for a client to claim. */
const relayFields: ReadonlySet<string> = new Set([
  'id',
  'sessionId',
  'senderId',
  'senderName',
  'senderRole',
  'timestamp',
  'userId',
  'userName',
])

/** Fields by which clients mark what they send as encrypted, in lower case and without separators. */
const cipherField =
  /^(?:iv|nonce|salt|tag|authtag|mac|cipher|ciphertext|e2ee?|ise2ee?|isencrypted|encrypted\w*|encryption\w*|ephemeral\w*)$/

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** Ciphertext: nothing of it is looked into. `text` is what is stored. */
  | { readonly kind: 'encrypted'; readonly text: string }

/**
 * Returns the content of a payload: a text, or something that its clients encrypted. Throws `FailureError('invalid')` for a
 * payload without content, or that is nested too deeply.
 */
export function contentOf(payload: Readonly<Record<string, unknown>>): Content {
  const fields = Object.entries(payload).filter(([field]) => !relayFields.has(field))
  const { message } = payload
  const isObject = typeof message === 'object' && message !== null
  if (!fields.some(marksCiphertext)) {
    const text = isObject ? textWithin(message) : textOf(payload)
    if (text !== undefined) return { kind: 'text', text }
    if (!isObject) throw new FailureError('invalid', contentRequired)
  }
  if (!fields.some(([field, value]) => !isFlag(field, value) && isFilled(value)))
    throw new FailureError('invalid', contentRequired)
  const isPlain =
    typeof message === 'string' && fields.every(([field, value]) => field === 'message' || isFlag(field, value))
  if (isPlain && !message.startsWith(marker)) return { kind: 'encrypted', text: message }
  const kept = JSON.stringify({ $payload: keep(Object.fromEntries(fields), 0) })
  return { kind: 'encrypted', text: kept }
}

/** The fields of what was kept by `contentOf` as ciphertext, as they came. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const kept = text.startsWith(marker) ? readKept(text) : undefined
  return kept ?? { message: text, encrypted: true }
}

function textOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  return [fields.message, fields.text, fields.content].find((value) => typeof value === 'string')
}

/** Returns the text that an object holds in place of one; undefined for bytes, and for what holds bytes or is marked as encrypted. */
function textWithin(message: object): string | undefined {
  if (message instanceof Uint8Array) return undefined
  const fields = Object.entries(message)
  const isOpaque = fields.some((field) => field[1] instanceof Uint8Array || marksCiphertext(field))
  return isOpaque ? undefined : textOf(Object.fromEntries(fields))
}

function marksCiphertext([field, value]: [string, unknown]): boolean {
  return Boolean(value) && cipherField.test(field.replace(/[_-]/g, '').toLowerCase())
}

function isFlag(field: string, value: unknown): boolean {
  return field === 'encrypted' && value === true
}

/** Returns whether there is anything in a value that could be ciphertext. */
function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return hasVisibleText(value)
  if (value instanceof Uint8Array) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return typeof value === 'number'
}

function readKept(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    const payload = typeof parsed === 'object' && parsed !== null && '$payload' in parsed ? parsed.$payload : undefined
    return typeof payload === 'object' && payload !== null ? Object.fromEntries(restoreFields(payload)) : undefined
  } catch {
    return undefined
  }
}

/** JSON that holds bytes too, and whose own marks cannot be mistaken for a client's fields. */
function keep(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new FailureError('invalid', 'The message is nested too deeply.')
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map((item) => keep(item, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => {
      if (field === '__proto__') throw new FailureError('invalid', 'The message has a field that is not allowed.')
      return [field.startsWith('$') ? `$${field}` : field, keep(item, depth + 1)]
    }),
  )
}

function restore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restore)
  if (typeof value !== 'object' || value === null) return value
  if ('$bytes' in value && typeof value.$bytes === 'string') return Buffer.from(value.$bytes, 'base64')
  return Object.fromEntries(restoreFields(value))
}

function restoreFields(value: object): [string, unknown][] {
  return Object.entries(value).map(([field, item]) => [field.startsWith('$') ? field.slice(1) : field, restore(item)])
}

import { mostFindText } from '../model/digest/sessionFind.ts'
import { mostLaterMs } from '../model/later.ts'
import { mostReason } from '../model/lifecycle/sessionChange.ts'
import { messageTextLimitBytes, textBytes } from '../model/text/messageText.ts'

/** Every limit of the native protocol, in one place. Both sides enforce them. */
export const limits = {
  /** The text of one message, in bytes of UTF-8. */
  messageTextBytes: messageTextLimitBytes,
  /** Attachments of one message. */
  attachmentsPerMessage: 10,
  /** The content of one attachment, in bytes. */
  attachmentBytes: 25 * 1024 * 1024,
  /** The reason given for a change, in UTF-16 units. */
  reasonLength: mostReason,
  /** Longest time for which a session is put off. */
  laterForMs: mostLaterMs,
  /** One reaction, in UTF-16 units. */
  emojiLength: 32,
  /** Users in one `presence:watch`. */
  watchedUsers: 500,
  /** A `presence:watch` that is not renewed is over after this long. */
  watchExpiresMs: 3_600_000,
  /** One offer, answer or candidate of a call, in bytes of JSON. */
  signalBytes: 64 * 1024,
  /** Time that a call rings. */
  callRingsMs: 45_000,
  /** Longest reason for a rejected call, in UTF-16 units. */
  callReasonLength: 200,
  /** Notifications in one page of `notification:list`. */
  notificationsPerPage: 100,
  topicsPerUser: 100,
  /** Users that one announcement can be addressed to by name. */
  announcedUsers: 1_000,
  announcementTitleLength: 100,
  announcementTextLength: 300,
  /** Entries in one page of `sync:pull`, of `log:read` or of the REST history. */
  entriesPerPage: 200,
  /** Sessions in one page of `sync:pull`. */
  sessionsPerPage: 500,
  /** Text of one `session:find`, in UTF-16 units. */
  findTextLength: mostFindText,
  /** Sessions in one page of `session:find`. */
  foundPerPage: 20,
  /** One frame on the socket, and one HTTP body, in bytes. */
  frameBytes: 1024 * 1024,
  /** The rules of a clinic, in bytes of JSON. */
  clinicBytes: 256 * 1024,
  /** Watermarks in one `watermark:advance`. */
  marksPerRequest: 200,
  /** Cursors in one `sync:pull`. */
  cursorsPerRequest: 2_000,
  /** A typing notice that is not renewed is over after this long. */
  typingExpiresMs: 6_000,
  /** Time before a token expires at which `auth:expiring` is sent. */
  expiryWarningMs: 60_000,
} as const

/** Returns whether a text fits into one message. */
export function fitsMessage(text: string): boolean {
  if (text.length > limits.messageTextBytes) return false
  if (text.length * 3 <= limits.messageTextBytes) return true
  return textBytes(text) <= limits.messageTextBytes
}

/** Deepest nesting of a signal; a session description and a candidate are flat. */
const deepest = 8

/**
 * Returns whether this is plain JSON of at most `limits.signalBytes` that is not deeply nested. Walks no further than it must,
 * and without recursion: it is asked of what strangers send.
 */
export function fitsSignal(signal: unknown): boolean {
  if (signal === undefined) return false
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: signal, depth: 0 }]
  let bytes = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next
    bytes += 2
    if (typeof value === 'string') bytes += value.length > limits.signalBytes ? value.length : textBytes(value)
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) bytes += 8
    else if (typeof value !== 'object' || depth >= deepest) return false
    else if (Array.isArray(value)) for (const item of value) waiting.push({ value: item, depth: depth + 1 })
    else if (Object.getPrototypeOf(value) !== Object.prototype) return false
    else
      for (const [name, item] of Object.entries(value)) {
        bytes += name.length + 4
        waiting.push({ value: item, depth: depth + 1 })
      }
    if (bytes + waiting.length > limits.signalBytes) return false
  }
  return true
}

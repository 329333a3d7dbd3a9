import { messageTextLimitBytes, textBytes } from '../model/messageText.ts'

/** Every limit of the native protocol, in one place. Both sides enforce them. */
export const limits = {
  /** The text of one message, in bytes of UTF-8. */
  messageTextBytes: messageTextLimitBytes,
  /** Attachments of one message. */
  attachmentsPerMessage: 10,
  /** The reason given for a change, in UTF-16 units. */
  reasonLength: 500,
  /** One reaction, in UTF-16 units. */
  emojiLength: 32,
  /** Entries in one page of `sync:pull` or of the REST history. */
  entriesPerPage: 200,
  /** One frame on the socket, and one HTTP body, in bytes. */
  frameBytes: 1024 * 1024,
  /** Watermarks in one `watermark:advance`. */
  marksPerRequest: 200,
  /** Cursors in one `sync:pull`. */
  cursorsPerRequest: 2_000,
  /** A typing notice that is not renewed is over after this long. */
  typingExpiresMs: 6_000,
  /** How long before a token expires `auth:expiring` is sent. */
  expiryWarningMs: 60_000,
} as const

/** Whether a text fits into one message. */
export function fitsMessage(text: string): boolean {
  if (text.length > limits.messageTextBytes) return false
  if (text.length * 3 <= limits.messageTextBytes) return true
  return textBytes(text) <= limits.messageTextBytes
}

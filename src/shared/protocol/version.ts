/**
 * The version of the native protocol. Bump it when `up` or `down` change shape (a test that pins their hash fails until then), add a
 * line to the history, and raise the minimum when older consoles can no longer be served.
 *
 * 1: sync, messages, watermarks, typing, presence, token renewal.
 * 2: edits, redactions, reactions, encrypted texts, attachments, changes of sessions (claim to dispute), reasons for refusals,
 *    calls, notifications, watching presence, a status of one's own words.
 *    A console of version 1 cannot read these entries.
 * 3: a signal of a call may come with its sender's own word for its type.
 * 4: a token that does not count yet is refused in words of its own.
 *    Notifications are paged by instant and id, and no id is `.` or `..`.
 */
export const protocolVersion = 4
export const minimumProtocolVersion = 2

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
 * 5: sessions that changed since a token come with digests, a part of a thread is read by itself, and sessions are found by words.
 *    Clients of version 2 to 4 pull entries from cursors as before, and are served.
 * 6: clinicians put a session off, or mark it as needing no answer, which an entry of the staff's thread tells.
 *    A console of version 5 cannot read these entries. Patients never see them: their pages of version 2 to 5 are served.
 *    Staff read what the clinic sets for all its consoles, and are told of its changes.
 */
export const protocolVersion = 6
/** The oldest version in which a patient's page is served. */
export const minimumProtocolVersion = 2
/** The oldest version in which the staff is served. */
export const minimumStaffProtocolVersion = 6

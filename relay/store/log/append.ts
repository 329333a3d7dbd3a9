import type { Entry, EntryBody } from '../../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'

/** An entry that asks for its place in the log. */
export interface Append {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly senderId: UserId
  readonly senderName: string
  readonly senderRole: Role
  readonly atMs: number
  readonly body: EntryBody
  /** The version of the session at which it was decided that the sender may send this. */
  readonly sessionVersion: number
}

/**
 * `appended`: on disk with this place. `repeated`: the sender had sent this id before, with the same body to the same thread;
 * `entry` is what was stored then. `conflict`: the id was used before for something else, by this sender or, in this session, by
 * anyone. `outdated`: the session was changed since it was decided that this may be sent. `redacted`: the message that it edits,
 * redacts or reacts to was redacted meanwhile. `unattached`: a file that it carries was sent with another message, or is gone. Of
 * the last four nothing is stored.
 */
export type AppendOutcome =
  | { readonly outcome: 'appended' | 'repeated'; readonly entry: Entry }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'outdated' }
  | { readonly outcome: 'redacted' }
  | { readonly outcome: 'unattached' }

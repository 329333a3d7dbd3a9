import type { EntryBody } from '../../../src/shared/model/entry.ts'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { SessionState } from '../../store/sessions/sessionRecord.ts'
import type { Access } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'

/**
 * Next state of a session, and the entries that record it, in order; `primaryEntry` is the one that answers the request, and stands in
 * `primaryThread`, the others in the care thread.
 */
export interface Decision {
  readonly next: SessionState
  readonly before: readonly EntryBody[]
  readonly primaryEntry: EntryBody
  readonly primaryThread?: Thread
  readonly after: readonly EntryBody[]
}

export interface ChangeContext {
  /** That of the request, and of the entry that answers it. */
  readonly id: EntryId
  readonly principal: Principal
  readonly access: Access
  readonly nowMs: number
  /** Account of whom a transfer is to, or who is to be brought in, if there is one. */
  readonly receiver: { readonly userId: UserId; readonly name: string; readonly role: Role } | undefined
}

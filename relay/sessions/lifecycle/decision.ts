import type { EntryBody } from '../../../src/shared/model/entry.ts'
import type { UserId } from '../../../src/shared/model/ids.ts'
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
  readonly principal: Principal
  readonly access: Access
  readonly nowMs: number
  /** The clinician whom a transfer is to, if there is an account of one. */
  readonly receiver: { readonly userId: UserId; readonly name: string } | undefined
}

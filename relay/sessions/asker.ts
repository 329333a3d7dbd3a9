import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'

/** Who makes a request, as their token says. `name` is what others are shown when the session has no better one. */
export interface Asker {
  readonly userId: UserId
  readonly role: Role
  readonly name: string
  /** Where the request comes from, if its way in tells: what limits per address go by. */
  readonly address?: string
  /** A patient who came by an invitation: the one session that there is for them. */
  readonly invitedTo?: SessionId
}

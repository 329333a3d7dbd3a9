import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'

/** Author of a request, as their token names them. `name` is shown to others when the session has no better one. */
export interface Principal {
  readonly userId: UserId
  readonly role: Role
  readonly name: string
  /** Address that the request comes from, if its transport knows it: limits per address count by it. */
  readonly address?: string
  /** A patient who came by an invitation: the one session that there is for them. */
  readonly invitedTo?: SessionId
}

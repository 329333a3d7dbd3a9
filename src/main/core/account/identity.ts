import type { UserId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/role.ts'

/** The user who is signed in, as the relay last named them. */
export interface Identity {
  readonly relayUrl: string
  readonly userId: UserId
  readonly name: string
  readonly role: Role
}

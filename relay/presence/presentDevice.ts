import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'

/** Rights by which a device receives what happens: the role of its token, and the one session of an invitation. */
export interface AccessScope {
  readonly role: Role
  readonly invitedTo?: SessionId | undefined
}

/** A device as long as it is there: the native protocol's connection, or that of a dialect, or someone who polls. */
export interface PresentDevice {
  readonly userId: UserId
  /** One connection of the device; the same device may come with a new one before the old one has ended. */
  readonly connectionId: string
  /** Key of the device that stays the same when it connects again. */
  readonly deviceKey: string
  /**
   * Rights of a device of the native protocol, which receives all that its user may see. A client of a dialect has none: it
   * receives what happens in the rooms that it is in.
   */
  readonly scope?: AccessScope | undefined
  /** The role of its token; known on the node that it is connected to. */
  readonly role?: Role | undefined
}

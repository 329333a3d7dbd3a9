import type { Entry, MessageBody } from '../../../src/shared/model/entry.ts'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import type { Presence } from '../../../src/shared/model/presence.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { DownPayload } from '../../../src/shared/protocol/down.ts'
import type { PersonalEvent } from '../../events/deviceEvent.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'

/** One event as a client of a dialect gets it. */
export interface Frame {
  readonly event: string
  readonly payload: object
  /** Fields of the payload that are sent as they are, because no page shows them: ciphertext, signals of calls. */
  readonly opaqueFields: readonly string[]
}

export type MessageEntry = Entry & { readonly body: MessageBody }

/** Someone who is in a room. */
export interface RoomMember {
  readonly userId: UserId
  readonly role: Role
}

/** Someone joined the room of a session, or left it. */
export interface RoomChange {
  readonly session: CachedSession
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  readonly room: string
  /** Whether the dialect has several rooms for a session: `RoomsRow.perSession`. */
  readonly isSubRoom: boolean
  /** Whether an earlier connection of the user that is for this session alone is ended. */
  readonly replacesOlder: boolean
  /** Whether this changes who is in the session by any room, and whether it changes who is in this one. */
  readonly firstInSession: boolean
  readonly firstInRoom: boolean
}

/** A reader's watermark has grown over these messages. */
export interface ReceiptUpdate {
  readonly session: CachedSession
  readonly userId: UserId
  readonly messages: readonly { readonly id: EntryId; readonly senderId: UserId }[]
  readonly atMs: number
}

/** A personal event of the native protocol: a call, or a notification. */
export type PersonalUpdate = {
  [E in PersonalEvent]: { readonly event: E; readonly payload: DownPayload<E> }
}[PersonalEvent]

/** Updates by their kind: each dialect has a function from those that it knows to its own events. */
export interface DialectUpdates {
  /** `isOwn`: it was sent by this very connection; `isSender`: by its user, from whatever connection. */
  readonly message: {
    readonly session: CachedSession
    readonly entry: MessageEntry
    readonly isOwn: boolean
    readonly isSender: boolean
  }
  readonly typing: {
    readonly session: CachedSession
    readonly userId: UserId
    readonly name: string
    readonly isTyping: boolean
  }
  readonly joined: RoomChange
  readonly left: RoomChange
  readonly delivered: ReceiptUpdate
  readonly read: ReceiptUpdate
  readonly clinicianReady: { readonly session: CachedSession; readonly clinicianId: UserId }
  readonly presence: Presence
  readonly personal: PersonalUpdate
}

import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { Dispute, Escalation, Patient, SessionKind } from '../../../src/shared/model/session.ts'

export interface SessionRecord {
  readonly id: SessionId
  /** Grows with every change that is stored: what was decided of another version is not stored any more. */
  readonly version: number
  readonly kind: SessionKind
  readonly active: boolean
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly patient: Patient | null
  readonly claimedBy: UserId | null
  readonly dispute: Dispute | null
  readonly escalation: Escalation | null
  readonly participants: readonly { readonly userId: UserId; readonly name: string; readonly role: Role }[]
}

/** A session as it is to be stored; its version is the store's. */
export type SessionState = Omit<SessionRecord, 'version'>

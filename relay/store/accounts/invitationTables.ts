import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { InvitationId } from '../../../src/shared/protocol/invitation.ts'

/** The table of invitations. */
export interface InvitationTables {
  invitations: {
    id: InvitationId
    session_id: SessionId
    user_id: UserId
    created_at_ms: number
    expires_at_ms: number
    key_hash: string | null
    revoked: number
  }
}

import type { Selectable } from 'kysely'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { InvitationId } from '../../src/shared/protocol/invitation.ts'
import type { Guard } from './guard.ts'
import type { InvitationTables } from './invitationTables.ts'
import type { Database } from './tables.ts'

export interface InvitationRecord {
  readonly id: InvitationId
  readonly sessionId: SessionId
  readonly userId: UserId
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** SHA-256 of the key of the page that it belongs to, hex; null until it is exchanged. */
  readonly keyHash: string | null
  readonly revoked: boolean
}

export interface InvitationStore {
  /** Stores a new one, and removes those that ran out before this one was made without ever being exchanged. */
  readonly insert: (invitation: Omit<InvitationRecord, 'keyHash' | 'revoked'>) => Promise<void>
  /** Gives it to this key unless it is another's or revoked, for exactly one of all that try at once; gives it as it is then. */
  readonly exchange: (id: InvitationId, keyHash: string) => Promise<InvitationRecord | undefined>
  readonly find: (id: InvitationId) => Promise<InvitationRecord | undefined>
}

function toRecord(row: Selectable<InvitationTables['invitations']>): InvitationRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    userId: row.user_id,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    keyHash: row.key_hash,
    revoked: row.revoked === 1,
  }
}

/** Links by which patients come into one session. */
export function createInvitationStore(db: Database, guard: Guard): InvitationStore {
  async function find(id: InvitationId): Promise<InvitationRecord | undefined> {
    const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toRecord(row)
  }

  return {
    insert: (invitation) =>
      guard(async () => {
        await db
          .deleteFrom('invitations')
          .where('expires_at_ms', '<=', invitation.createdAtMs)
          .where('key_hash', 'is', null)
          .execute()
        await db
          .insertInto('invitations')
          .values({
            id: invitation.id,
            session_id: invitation.sessionId,
            user_id: invitation.userId,
            created_at_ms: invitation.createdAtMs,
            expires_at_ms: invitation.expiresAtMs,
            key_hash: null,
            revoked: 0,
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
      }),
    exchange: (id, keyHash) =>
      guard(async () => {
        await db
          .updateTable('invitations')
          .set({ key_hash: keyHash })
          .where('id', '=', id)
          .where('key_hash', 'is', null)
          .where('revoked', '=', 0)
          .execute()
        return find(id)
      }),
    find: (id) => guard(() => find(id)),
  }
}

import type { Selectable } from 'kysely'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { InvitationId } from '../../../src/shared/protocol/invitation.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { refuseErased } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'
import type { InvitationTables } from './invitationTables.ts'

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
  /**
   * Stores a new one, revokes the earlier ones of the same patient into the session, and removes those that ran out before this
   * one was made without ever being exchanged; in one transaction. Returns those that are revoked by now. Throws
   * `FailureError('conflict')` when the patient was erased.
   */
  readonly insert: (invitation: Omit<InvitationRecord, 'keyHash' | 'revoked'>) => Promise<readonly InvitationRecord[]>
  /**
   * Binds the invitation to this key and returns it as it then is, unless it is revoked or bound to another key. Of concurrent
   * calls exactly one succeeds.
   */
  readonly exchange: (id: InvitationId, keyHash: string) => Promise<InvitationRecord | undefined>
  readonly find: (id: InvitationId) => Promise<InvitationRecord | undefined>
  /** Returns those into a session, the oldest first. */
  readonly list: (sessionId: SessionId) => Promise<InvitationRecord[]>
  /** Revokes those into a session, of one patient or of all; returns them, as they were until now. */
  readonly revokeAll: (sessionId: SessionId, userId: UserId | undefined) => Promise<readonly InvitationRecord[]>
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
export function createInvitationStore(db: Database, queryRunner: QueryRunner): InvitationStore {
  return {
    insert: (invitation) =>
      queryRunner(() => db.transaction().execute((transaction) => insertInvitation(transaction, invitation))),
    revokeAll: (sessionId, userId) =>
      queryRunner(() => db.transaction().execute((transaction) => revokeInvitations(transaction, sessionId, userId))),
    list: (sessionId) => queryRunner(() => listInvitations(db, sessionId)),
    exchange: (id, keyHash) => queryRunner(() => exchangeInvitation(db, id, keyHash)),
    find: (id) => queryRunner(() => findInvitation(db, id)),
  }
}

async function insertInvitation(
  transaction: DatabaseTransaction,
  invitation: Parameters<InvitationStore['insert']>[0],
): Promise<InvitationRecord[]> {
  await refuseErased(transaction, invitation.userId)
  await transaction
    .deleteFrom('invitations')
    .where('expires_at_ms', '<=', invitation.createdAtMs)
    .where('key_hash', 'is', null)
    .execute()
  const earlier = await transaction
    .updateTable('invitations')
    .set({ revoked: 1 })
    .where('session_id', '=', invitation.sessionId)
    .where('user_id', '=', invitation.userId)
    // An earlier try may have stored this one and been committed without confirmation.
    .where('id', '!=', invitation.id)
    .returningAll()
    .execute()
  await transaction
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
  return earlier.map(toRecord)
}

/** Returns those that were revoked before too: a try whose commit was not confirmed still has to end their connections. */
async function revokeInvitations(
  transaction: DatabaseTransaction,
  sessionId: SessionId,
  userId: UserId | undefined,
): Promise<InvitationRecord[]> {
  const rows = await transaction
    .selectFrom('invitations')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where((invitation) => (userId === undefined ? invitation.lit(true) : invitation('user_id', '=', userId)))
    .execute()
  for (const { id } of rows)
    await transaction.updateTable('invitations').set({ revoked: 1 }).where('id', '=', id).execute()
  return rows.map(toRecord)
}

async function listInvitations(db: Database, sessionId: SessionId): Promise<InvitationRecord[]> {
  const rows = await db
    .selectFrom('invitations')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('created_at_ms')
    .execute()
  return rows.map(toRecord)
}

async function exchangeInvitation(
  db: Database,
  id: InvitationId,
  keyHash: string,
): Promise<InvitationRecord | undefined> {
  await db
    .updateTable('invitations')
    .set({ key_hash: keyHash })
    .where('id', '=', id)
    .where('key_hash', 'is', null)
    .where('revoked', '=', 0)
    .execute()
  return await findInvitation(db, id)
}

async function findInvitation(db: Database, id: InvitationId): Promise<InvitationRecord | undefined> {
  const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toRecord(row)
}

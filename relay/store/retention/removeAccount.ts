import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { UserId } from '../../../src/shared/model/ids.ts'
import type { Changes } from '../digests/changes.ts'
import { markSessionsOf } from '../digests/markSessionsOf.ts'
import { inChunks } from '../inChunks.ts'
import { endAccess, forGood } from '../sessions/endedAccess.ts'
import type { DatabaseTransaction } from '../tables.ts'
import type { ErasedPerson } from './renameInLogs.ts'

/** Tables of rows that are kept for a person and not for a record. */
const personal = [
  ...(['notifications', 'notification_topics', 'refresh_tokens', 'invitations', 'call_quality'] as const),
  ...(['drafts', 'draft_versions'] as const),
] as const

/** Removes the account and all personal rows. Returns the unsent uploads; undefined when nobody is known by this id. */
export async function removeAccount(
  transaction: DatabaseTransaction,
  changes: Changes,
  { userId, pseudonym }: ErasedPerson,
  failureKeys: (places: readonly string[]) => readonly string[],
): Promise<{ readonly id: AttachmentId; readonly sha256: string }[] | undefined> {
  if (!(await isKnown(transaction, userId))) return undefined
  await endAccess(transaction, userId, forGood)
  const places = await transaction.deleteFrom('known_places').where('user_id', '=', userId).returning('place').execute()
  for (const keys of inChunks(failureKeys(places.map(({ place }) => place))))
    await transaction.deleteFrom('login_failures').where('key', 'in', keys).execute()
  for (const table of personal) await transaction.deleteFrom(table).where('user_id', '=', userId).execute()
  await transaction.deleteFrom('users').where('id', '=', userId).execute()
  await transaction.updateTable('participants').set({ name: pseudonym }).where('user_id', '=', userId).execute()
  await markSessionsOf(transaction, changes, userId)
  await transaction.updateTable('calls').set({ caller_name: pseudonym }).where('caller_id', '=', userId).execute()
  return await transaction
    .deleteFrom('attachments')
    .where('uploader_id', '=', userId)
    .where('entry_id', 'is', null)
    .returning(['id', 'sha256'])
    .execute()
}

async function isKnown(transaction: DatabaseTransaction, userId: UserId): Promise<boolean> {
  const found = await Promise.all([
    transaction.selectFrom('users').select('id').where('id', '=', userId).executeTakeFirst(),
    transaction.selectFrom('participants').select('user_id').where('user_id', '=', userId).executeTakeFirst(),
    transaction.selectFrom('entries').select('seq').where('sender_id', '=', userId).executeTakeFirst(),
    transaction.selectFrom('ended_access').select('user_id').where('user_id', '=', userId).executeTakeFirst(),
  ])
  return found.some((row) => row !== undefined)
}

import { type Kysely, sql } from 'kysely'

/**
 * From here on a file is given to a message by the transaction that stores the message. Files of messages that were then not
 * stored are free again: to be sent, discarded, or swept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update attachments set entry_id = null
    where entry_id is not null and not exists (
      select 1 from entries where entries.id = attachments.entry_id and entries.sender_id = attachments.uploader_id
    )`.execute(db)
}

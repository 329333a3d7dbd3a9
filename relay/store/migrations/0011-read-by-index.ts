import { type Kysely, sql } from 'kysely'

/** Amendments that are looked at at once. */
const atOnce = 500

interface Amendment {
  readonly session_id: string
  readonly thread: string
  readonly target_seq: number
  readonly seq: number
}

/**
 * What is asked for again and again is found by an index; of what was said of a message it is known what stands; and there is a row
 * that is written to learn whether the database takes changes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index if not exists entries_messages on entries (session_id, thread, seq, sender_id)
    where substr(body_json, 1, 17) = '{"kind":"message"'`.execute(db)
  await sql`create index if not exists attachments_open on attachments (uploader_id) where media_type is null`.execute(
    db,
  )
  await sql`create index if not exists refresh_tokens_user on refresh_tokens (user_id)`.execute(db)
  await sql`create index if not exists invitations_unused on invitations (expires_at_ms) where key_hash is null`.execute(
    db,
  )
  await sql`create index if not exists notifications_session on notifications (session_id)`.execute(db)
  await sql`create index if not exists sessions_over on sessions (id) where active = 0 and dispute_json is null`.execute(
    db,
  )

  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added some.
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'amendments')?.columns ?? []
  const lacks = (column: string) => !columns.some(({ name }) => name === column)
  // Whose and what it is: of those with one slot only the last one stands. Null for a redaction, which always does.
  if (lacks('slot')) await db.schema.alterTable('amendments').addColumn('slot', 'text').execute()
  // Where the first of its slot stands.
  if (lacks('first_seq')) await db.schema.alterTable('amendments').addColumn('first_seq', 'integer').execute()
  if (lacks('stands'))
    await db.schema
      .alterTable('amendments')
      .addColumn('stands', 'integer', (column) => column.notNull().defaultTo(1).check(sql`stands in (0, 1)`))
      .execute()
  await fillSlots(db)
  await sql`update amendments set
    first_seq = coalesce((select min(first.seq) from amendments as first
      where first.session_id = amendments.session_id and first.thread = amendments.thread
      and first.target_seq = amendments.target_seq and first.slot = amendments.slot), seq)`.execute(db)
  await sql`update amendments set stands = 0 where slot is not null and exists (select 1 from amendments as later
    where later.session_id = amendments.session_id and later.thread = amendments.thread
    and later.target_seq = amendments.target_seq and later.slot = amendments.slot
    and later.seq > amendments.seq)`.execute(db)
  await sql`drop index if exists amendments_slots`.execute(db)
  await sql`create index if not exists amendments_standing on amendments (session_id, thread, target_seq, slot)
    where stands = 1`.execute(db)

  await db.schema
    .createTable('readiness')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('checked', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into readiness (id, checked) values (1, 0) on conflict (id) do nothing`.execute(db)
}

async function fillSlots(db: Kysely<unknown>): Promise<void> {
  // While it is filled, what has one slot is found by this.
  await sql`create index if not exists amendments_slots on amendments (session_id, thread, target_seq, slot, seq)`.execute(
    db,
  )
  for (let last: Amendment | undefined; ; ) {
    const after = last
      ? sql`where (amendments.session_id, amendments.thread, amendments.target_seq, amendments.seq)
          > (${last.session_id}, ${last.thread}, ${last.target_seq}, ${last.seq})`
      : sql``
    const { rows } = await sql<Amendment & { sender_id: string; body_json: string }>`
      select amendments.session_id, amendments.thread, amendments.target_seq, amendments.seq, sender_id, body_json
      from amendments join entries on entries.session_id = amendments.session_id
        and entries.thread = amendments.thread and entries.seq = amendments.seq
      ${after} order by amendments.session_id, amendments.thread, amendments.target_seq, amendments.seq
      limit ${sql.lit(atOnce)}`.execute(db)
    for (const row of rows) {
      const slot = slotOf(row.sender_id, row.body_json)
      await sql`update amendments set slot = ${slot} where session_id = ${row.session_id}
        and thread = ${row.thread} and target_seq = ${row.target_seq} and seq = ${row.seq}`.execute(db)
    }
    last = rows.at(-1)
    if (rows.length < atOnce) return
  }
}

/** As it was given to amendments when this migration was made. */
function slotOf(senderId: string, bodyJson: string): string | null {
  const body: { readonly kind: string; readonly emoji?: string } = JSON.parse(bodyJson)
  if (body.kind === 'edit') return `edit ${senderId}`
  return body.kind === 'reaction' ? `reaction ${senderId} ${body.emoji ?? ''}` : null
}

import { type RawBuilder, sql } from 'kysely'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Database } from '../tables.ts'

/** A list of sessions, and since when it is asked for. */
export interface Listing {
  /** Sessions in which the user takes part, those in dispute or escalated, or all. */
  readonly of: 'own' | 'supported' | 'everything'
  readonly userId: UserId
  /** False for a patient: what happens in the thread of the staff is then no change. */
  readonly seesStaff: boolean
  /** Number of which and from which on a change counts; null: all of them have changed. */
  readonly since: number | null
  /** A closed session in which nothing has happened since (ms since 1970), and nobody waits, is not listed. */
  readonly activeSinceMs: number
}

export interface ListingPage {
  readonly items: readonly { readonly id: SessionId; readonly isChanged: boolean }[]
  /** The last session that was looked at; null: there are no more. */
  readonly last: SessionId | null
}

/** Looks at the next sessions, at most `limit`, in the order of the database. */
export async function listPage(
  db: Database,
  listing: Listing,
  after: SessionId | null,
  limit: number,
): Promise<ListingPage> {
  const { userId, activeSinceMs } = listing
  const since = listing.since ?? 0
  const seesStaff = listing.seesStaff ? sql`coalesce(own.role, '') <> 'patient'` : sql`1 = 0`
  const { rows } = await sql<{ id: SessionId; is_listed: number; is_changed: number }>`
    select candidate.id,
      case when sessions.active = 1 or care.owed_since_ms is not null or sessions.created_at_ms >= ${activeSinceMs}
        or care.last_activity_ms >= ${activeSinceMs} or (${seesStaff} and staff.last_activity_ms >= ${activeSinceMs})
        then 1 else 0 end as is_listed,
      case when sessions.changed_in >= ${since} or care.changed_in >= ${since}
        or (${seesStaff} and staff.changed_in >= ${since})
        or exists (select 1 from watermarks where watermarks.session_id = candidate.id
          and watermarks.changed_in >= ${since} and (watermarks.thread = 'care' or ${seesStaff}))
        then 1 else 0 end as is_changed
    from (${candidates(listing, after, limit)}) as candidate
    join sessions on sessions.id = candidate.id
    left join threads as care on care.session_id = candidate.id and care.thread = 'care'
    left join threads as staff on staff.session_id = candidate.id and staff.thread = 'staff'
    left join participants as own on own.session_id = candidate.id and own.user_id = ${userId}
    order by candidate.id`.execute(db)
  return {
    items: rows.filter((row) => row.is_listed === 1).map((row) => ({ id: row.id, isChanged: row.is_changed === 1 })),
    last: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  }
}

function candidates({ of, userId }: Listing, after: SessionId | null, limit: number): RawBuilder<unknown> {
  if (of === 'own')
    return sql`select session_id as id from participants where user_id = ${userId} and session_id > ${after ?? ''}
      order by session_id limit ${limit}`
  const supported = of === 'supported' ? sql`and (dispute_json is not null or escalation_json is not null)` : sql``
  return sql`select id from sessions where id > ${after ?? ''} ${supported} order by id limit ${limit}`
}

import { sql } from 'kysely'
import type { Changes } from '../digests/changes.ts'

/**
 * Numbers changes by the transaction that makes them. One that is under way may be followed by a greater one that is done before it: a token goes back to
 * the first that is under way.
 */
export const postgresChanges: Changes = {
  number: sql<number>`pg_current_xact_id()::text::bigint`,
  reached: sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
  began: sql<number>`pg_current_xact_id()::text::bigint`,
  // A dump comes into other tables, perhaps of another server; a base backup, or a replica that takes over, begins a timeline.
  place: sql<string>`concat_ws(' ', (select system_identifier from pg_control_system()),
    (select oid from pg_database where datname = current_database()), 'epochs'::regclass::oid,
    left(pg_walfile_name(pg_current_wal_lsn()), 8))`,
  newId: sql<string>`replace(gen_random_uuid()::text, '-', '')`,
}

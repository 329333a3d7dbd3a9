import { type MessagePreview, previewOf } from '../../../src/shared/model/digest/messagePreview.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { inChunks } from '../inChunks.ts'
import { toEntry } from '../log/toEntry.ts'
import type { Database } from '../tables.ts'
import { type Listing, type ListingPage, listPage } from './listing.ts'
import type { Moments } from './moments.ts'

/** A session as it is shown without its entries, for whoever sees both of its threads. */
export interface StoredDigest {
  readonly version: number
  readonly owedSince: number | null
  /** The newest message of the care thread, as it reads now. */
  readonly preview: MessagePreview | null
  /** Place of the newest care message, or of a later edit by the patient in a session that was put off. */
  readonly saidUpTo: number
  readonly threads: Readonly<Record<Thread, { readonly head: number; readonly lastActivityAt: number | null }>>
}

export interface DigestStore {
  readonly moments: Moments
  /** Returns which of the next sessions, at most `limit` that are looked at, are listed, and which of these have changed. */
  readonly list: (listing: Listing, after: SessionId | null, limit: number) => Promise<ListingPage>
  /** Returns the digests of those of these sessions that exist. */
  readonly of: (ids: readonly SessionId[]) => Promise<ReadonlyMap<SessionId, StoredDigest>>
}

/** The digests of sessions, and the lists that they are in. Digests are written with the entries; the words of a message stand in its entry alone. */
export function createDigestStore(db: Database, queryRunner: QueryRunner, moments: Moments): DigestStore {
  return {
    moments,
    list: (listing, after, limit) => queryRunner(() => listPage(db, listing, after, limit)),
    of: (ids) =>
      queryRunner(async () => {
        const digests = new Map<SessionId, StoredDigest>()
        for (const chunk of inChunks(ids)) await readDigests(db, chunk, digests)
        return digests
      }),
  }
}

async function readDigests(
  db: Database,
  ids: readonly SessionId[],
  digests: Map<SessionId, StoredDigest>,
): Promise<void> {
  const threads = await db
    .selectFrom('threads')
    .innerJoin('sessions', 'sessions.id', 'threads.session_id')
    .select(['session_id', 'thread', 'head', 'owed_since_ms', 'last_activity_ms', 'newest_message_seq', 'version'])
    .where('session_id', 'in', ids)
    .execute()
  const previews = await readPreviews(db, ids)
  const edits = await readPatientEdits(db, ids)
  const none = { head: 0, lastActivityAt: null }
  for (const [id, rows] of Map.groupBy(threads, (row) => row.session_id)) {
    const of = (thread: Thread) => {
      const row = rows.find((one) => one.thread === thread)
      return row ? { head: row.head, lastActivityAt: row.last_activity_ms } : none
    }
    const care = rows.find((row) => row.thread === 'care')
    digests.set(id, {
      version: rows[0]?.version ?? 0,
      owedSince: care?.owed_since_ms ?? null,
      saidUpTo: Math.max(care?.newest_message_seq ?? 0, edits.get(id) ?? 0),
      preview: previews.get(id) ?? null,
      threads: { care: of('care'), staff: of('staff') },
    })
  }
}

/** Reads the places of the newest edits by patients, where a session was put off: nowhere else does anything depend on them. */
async function readPatientEdits(db: Database, ids: readonly SessionId[]): Promise<ReadonlyMap<SessionId, number>> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('amendments', 'amendments.session_id', 'sessions.id')
    .innerJoin('entries', (join) =>
      join
        .onRef('entries.session_id', '=', 'amendments.session_id')
        .onRef('entries.thread', '=', 'amendments.thread')
        .onRef('entries.seq', '=', 'amendments.seq'),
    )
    .select((select) => ['sessions.id', select.fn.max('amendments.seq').as('seq')])
    .where('sessions.id', 'in', ids)
    .where('sessions.later_json', 'is not', null)
    .where('amendments.thread', '=', 'care')
    .where('amendments.slot', 'like', 'edit %')
    .where('entries.sender_role', '=', 'patient')
    .groupBy('sessions.id')
    .execute()
  return new Map(rows.map(({ id, seq }) => [id, seq]))
}

async function readPreviews(
  db: Database,
  ids: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, MessagePreview | undefined>> {
  const messages = await db
    .selectFrom('threads')
    .innerJoin('entries', (join) =>
      join
        .onRef('entries.session_id', '=', 'threads.session_id')
        .onRef('entries.thread', '=', 'threads.thread')
        .onRef('entries.seq', '=', 'threads.newest_message_seq'),
    )
    .selectAll('entries')
    .where('threads.session_id', 'in', ids)
    .where('threads.thread', '=', 'care')
    .execute()
  const edits = await db
    .selectFrom('threads')
    .innerJoin('amendments', (join) =>
      join
        .onRef('amendments.session_id', '=', 'threads.session_id')
        .onRef('amendments.thread', '=', 'threads.thread')
        .onRef('amendments.target_seq', '=', 'threads.newest_message_seq'),
    )
    .innerJoin('entries', (join) =>
      join
        .onRef('entries.session_id', '=', 'amendments.session_id')
        .onRef('entries.thread', '=', 'amendments.thread')
        .onRef('entries.seq', '=', 'amendments.seq'),
    )
    .selectAll('entries')
    .where('threads.session_id', 'in', ids)
    .where('threads.thread', '=', 'care')
    .where('amendments.stands', '=', 1)
    .where('amendments.slot', 'like', 'edit %')
    .execute()
  const editsOf = Map.groupBy(edits, (row) => row.session_id)
  return new Map(
    messages.map((row) => [row.session_id, previewOf(toEntry(row), (editsOf.get(row.session_id) ?? []).map(toEntry))]),
  )
}

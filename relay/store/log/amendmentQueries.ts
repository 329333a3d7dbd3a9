import { sql } from 'kysely'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, Tables } from '../tables.ts'
import type { MessageTargets } from './ranges.ts'
import { toEntry } from './toEntry.ts'

export async function findAmendments(db: Database, targets: MessageTargets): Promise<Entry[]> {
  const rows = await findRows(db, targets, { standing: false })
  return rows.map(toEntry).sort((a, b) => a.seq - b.seq)
}

export async function findStandingAmendments(db: Database, targets: MessageTargets): Promise<Entry[]> {
  const rows = await findRows(db, targets, { standing: true })
  return rows.sort((a, b) => a.first_seq - b.first_seq).map(toEntry)
}

async function findRows(
  db: Database,
  { sessionId, thread, targets }: MessageTargets,
  { standing }: { readonly standing: boolean },
) {
  const found: (Tables['entries'] & { first_seq: number })[] = []
  for (const chunk of inChunks(targets)) {
    let query = db
      .selectFrom('amendments')
      .innerJoin('entries', (join) =>
        join
          .onRef('entries.session_id', '=', 'amendments.session_id')
          .onRef('entries.thread', '=', 'amendments.thread')
          .onRef('entries.seq', '=', 'amendments.seq'),
      )
      .selectAll('entries')
      .select('amendments.first_seq')
      .where('amendments.session_id', '=', sessionId)
      .where('amendments.thread', '=', thread)
      .where('amendments.target_seq', 'in', chunk)
    if (standing) query = query.where('amendments.stands', '=', sql.lit(1))
    found.push(...(await query.execute()))
  }
  return found
}

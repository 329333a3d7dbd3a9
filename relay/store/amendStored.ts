import { z } from 'zod'
import { type Entry, type EntryBody, entryBodySchema } from '../../src/shared/model/entry.ts'
import { redactedBody } from '../../src/shared/model/messageView.ts'
import { bodyText } from './bodyText.ts'
import type { DatabaseTransaction, Tables } from './tables.ts'

type Place = Pick<Tables['entries'], 'session_id' | 'thread' | 'seq'>

/**
 * Takes note, within the transaction that has stored them, of entries that say something of earlier messages; carries out
 * the redactions among them. Returns the bodies, by `seq`, that were stored otherwise than they came.
 */
export async function amendStored(
  transaction: DatabaseTransaction,
  entries: readonly Entry[],
): Promise<ReadonlyMap<Entry, EntryBody>> {
  const changed = new Map<Entry, EntryBody>()
  for (const entry of entries) {
    const { body } = entry
    if (!('targetSeq' in body)) continue
    const thread = { session_id: entry.sessionId, thread: entry.thread }
    const target: Place = { ...thread, seq: body.targetSeq }
    await transaction
      .insertInto('amendments')
      .values({ ...thread, target_seq: body.targetSeq, seq: entry.seq })
      .execute()
    if (body.kind === 'redaction') {
      await redactAt(transaction, target, entry.seq)
      for (const { seq } of await amendmentsOf(transaction, target))
        await redactAt(transaction, { ...thread, seq }, entry.seq)
    } else if (body.kind === 'edit') {
      const stored = await bodyAt(transaction, target)
      // Someone else's redaction was stored between the check of this edit and now.
      const isRedacted = stored?.kind === 'message' && stored.redacted
      const blank = isRedacted ? await redactAt(transaction, { ...thread, seq: entry.seq }, entry.seq) : undefined
      if (blank) changed.set(entry, blank)
    }
  }
  return changed
}

function amendmentsOf(transaction: DatabaseTransaction, target: Place) {
  return transaction
    .selectFrom('amendments')
    .select('seq')
    .where('session_id', '=', target.session_id)
    .where('thread', '=', target.thread)
    .where('target_seq', '=', target.seq)
    .execute()
}

async function bodyAt(transaction: DatabaseTransaction, place: Place): Promise<EntryBody | undefined> {
  const row = await transaction
    .selectFrom('entries')
    .select('body_json')
    .where('session_id', '=', place.session_id)
    .where('thread', '=', place.thread)
    .where('seq', '=', place.seq)
    .executeTakeFirst()
  return row && z.parse(entryBodySchema, JSON.parse(row.body_json))
}

async function redactAt(
  transaction: DatabaseTransaction,
  place: Place,
  redactedBySeq: number,
): Promise<EntryBody | undefined> {
  const body = await bodyAt(transaction, place)
  const blank = body && redactedBody(body)
  if (!body || !blank) return undefined
  await transaction
    .insertInto('redacted_bodies')
    .values({ ...place, body_json: bodyText(body), redacted_by_seq: redactedBySeq })
    .execute()
  await transaction
    .updateTable('entries')
    .set({ body_json: bodyText(blank) })
    .where('session_id', '=', place.session_id)
    .where('thread', '=', place.thread)
    .where('seq', '=', place.seq)
    .execute()
  return blank
}

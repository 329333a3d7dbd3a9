import { sql } from 'kysely'
import { z } from 'zod'
import { type Entry, type EntryBody, entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { UserId } from '../../../src/shared/model/ids.ts'
import { type AmendmentBody, redactedBody } from '../../../src/shared/model/messageView.ts'
import type { DatabaseTransaction, Tables } from '../tables.ts'
import { bodyText } from './bodyText.ts'

const editSlot = 'edit '

type Place = Pick<Tables['entries'], 'session_id' | 'thread' | 'seq'>

/** Returns the message that an entry edits, redacts or reacts to, as text; undefined when it does none of these. */
export function targetOf({
  sessionId,
  thread,
  body,
}: Pick<Entry, 'sessionId' | 'thread' | 'body'>): string | undefined {
  return 'targetSeq' in body ? `${sessionId} ${thread} ${body.targetSeq}` : undefined
}

/** Returns those of the messages that these entries are about which are redacted, as `targetOf` names them. */
export async function findRedacted(
  transaction: DatabaseTransaction,
  entries: readonly Pick<Entry, 'sessionId' | 'thread' | 'body'>[],
): Promise<Set<string | undefined>> {
  const redacted = new Set<string | undefined>()
  for (const entry of entries) {
    if (!('targetSeq' in entry.body)) continue
    const { sessionId, thread, body } = entry
    const stored = await bodyAt(transaction, { session_id: sessionId, thread, seq: body.targetSeq })
    if (stored?.kind === 'message' && stored.redacted) redacted.add(targetOf(entry))
  }
  return redacted
}

/**
 * Records edits, redactions and reactions among these entries, within the transaction that has stored them, and carries out the
 * redactions.
 */
export async function applyAmendments(transaction: DatabaseTransaction, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    const { body } = entry
    if (!('targetSeq' in body)) continue
    const thread = { session_id: entry.sessionId, thread: entry.thread }
    const target: Place = { ...thread, seq: body.targetSeq }
    const slot = slotOf(entry.senderId, body)
    const earlier = slot === null ? undefined : await endStanding(transaction, target, slot)
    await transaction
      .insertInto('amendments')
      .values({
        ...thread,
        target_seq: body.targetSeq,
        seq: entry.seq,
        slot,
        first_seq: earlier?.first_seq ?? entry.seq,
        stands: 1,
      })
      .execute()
    if (body.kind !== 'redaction') continue
    await redactAt(transaction, target, entry.seq)
    for (const { seq } of await editsOf(transaction, target)) await redactAt(transaction, { ...thread, seq }, entry.seq)
  }
}

/**
 * Returns the slot of an amendment, by its sender and kind: of all amendments of one message in one slot, the last one counts.
 */
function slotOf(senderId: UserId, body: AmendmentBody): string | null {
  if (body.kind === 'edit') return `${editSlot}${senderId}`
  return body.kind === 'reaction' ? `reaction ${senderId} ${body.emoji}` : null
}

/** Ends the amendment that is in force in the slot. */
function endStanding(transaction: DatabaseTransaction, target: Place, slot: string) {
  return transaction
    .updateTable('amendments')
    .set({ stands: 0 })
    .where('session_id', '=', target.session_id)
    .where('thread', '=', target.thread)
    .where('target_seq', '=', target.seq)
    .where('slot', '=', slot)
    .where('stands', '=', sql.lit(1))
    .returning('first_seq')
    .executeTakeFirst()
}

function editsOf(transaction: DatabaseTransaction, target: Place) {
  return transaction
    .selectFrom('amendments')
    .select('seq')
    .where('session_id', '=', target.session_id)
    .where('thread', '=', target.thread)
    .where('target_seq', '=', target.seq)
    .where('slot', 'like', `${editSlot}%`)
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

async function redactAt(transaction: DatabaseTransaction, place: Place, redactedBySeq: number): Promise<void> {
  const body = await bodyAt(transaction, place)
  const blank = body && redactedBody(body)
  if (!body || !blank) return
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
}

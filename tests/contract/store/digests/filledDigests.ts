import { expect } from 'vitest'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { atMs, clinician, entryId, message, otherSessionId, session, sessionId } from '../storeRecords.ts'

const third = sessionIdSchema.parse('s3')
const ids = [sessionId, otherSessionId, third]

/** SQL that takes from a database all that the migration of digests has brought into it. */
export const withoutDigestsSql = `
  update threads set owed_since_ms = null, last_activity_ms = null, newest_message_seq = 0, changed_in = 0;
  update sessions set changed_in = 0;
  update watermarks set changed_in = 0;
  alter table threads drop column owed_since_ms;
  alter table threads drop column last_activity_ms;
  alter table threads drop column newest_message_seq;
  alter table threads drop column changed_in;
  alter table sessions drop column changed_in;
  alter table watermarks drop column changed_in;
  drop table epochs;
  drop table if exists change_counter;
  drop index participants_sessions;
  create index participants_user on participants (user_id);
  delete from kysely_migration where name >= '0015'`

/** Fills a store with threads of every kind: answered, waiting, edited, redacted, without entries, and with a clock that was set back. */
export async function fillThreads(store: Store): Promise<void> {
  const byDoc = { senderId: clinician, senderRole: 'clinician' } as const
  const about = (number: number, targetSeq: number) => ({ target: entryId(number), targetSeq })
  const redaction = (number: number, of: number, targetSeq: number, change: Partial<Append> = {}) =>
    message(number, { ...change, body: { kind: 'redaction', ...about(of, targetSeq) } })
  for (const id of ids) await storeSession(store, session({ id }))
  // Waits again since the first message: the answer was redacted.
  await store.log.appendAll([
    message(1),
    message(2, byDoc),
    message(3),
    message(4, { thread: 'staff', ...byDoc, atMs: message(4).atMs + 1_000 }),
    message(5, { body: { kind: 'edit', ...about(3, 3), text: 'edited' } }),
    redaction(6, 2, 2, byDoc),
    message(7),
    message(8, { body: { kind: 'state', change: 'claimed' } }),
  ])
  await store.log.appendAll([message(9, { body: { kind: 'edit', ...about(7, 6), text: 'the last words, edited' } })])
  // Answered; the newest message is redacted.
  const there = { sessionId: otherSessionId }
  await store.log.appendAll([
    message(20, there),
    message(21, { ...there, ...byDoc }),
    message(22, there),
    redaction(23, 22, 3, there),
  ])
  // What came last says an earlier time than the question.
  await store.log.appendAll([message(40, { sessionId: third }), message(41, { sessionId: third, atMs: atMs + 35 })])
}

/** Expects of a store that was migrated what the store had kept before, and that it goes on from there. */
export async function expectSameDigests(before: Store, migrate: () => Promise<Store>): Promise<void> {
  const kept = await before.digests.of(ids)
  expect(kept.get(sessionId)).toMatchObject({
    owedSince: message(1).atMs,
    preview: { text: 'the last words, edited' },
  })
  expect(kept.get(otherSessionId)).toMatchObject({ owedSince: null, preview: { withheld: 'redacted' } })
  expect(kept.get(third)).toMatchObject({ owedSince: atMs + 35 })
  const after = await migrate()
  expect(await after.digests.of(ids)).toEqual(kept)
  const listing = { of: 'own', userId: clinician, seesStaff: true, activeSinceMs: 0, since: null } as const
  expect(await after.digests.list(listing, null, 10)).toMatchObject({
    items: [{ id: 's1' }, { id: 's2' }, { id: 's3' }],
  })
  await after.log.appendAll([message(30, { senderId: clinician, senderRole: 'clinician' })])
  expect((await after.digests.of(ids)).get(sessionId)).toMatchObject({ owedSince: null, preview: { text: 'text 30' } })
}

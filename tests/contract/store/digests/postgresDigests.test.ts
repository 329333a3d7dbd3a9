import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openPostgresStore } from '../../../../relay/store/database/openPostgresStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import type { SessionId } from '../../../../src/shared/model/ids.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { newEntryId } from '../../../support/relay/nativeClient.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { createTestDatabase, postgresAnswers, type TestDatabase } from '../../../support/servers/createTestDatabase.ts'
import { clinician, message, otherSessionId, session, sessionId } from '../storeRecords.ts'
import { expectSameDigests, fillThreads, withoutDigestsSql } from './filledDigests.ts'

const open = (url: string) => openPostgresStore({ databaseUrl: url, directUrl: url, clock: systemClock })

const ids = [sessionId, otherSessionId]

async function changedSince(store: Store, since: number): Promise<SessionId[]> {
  const listing = { of: 'own', userId: clinician, seesStaff: true, activeSinceMs: 0, since } as const
  const { items } = await store.digests.list(listing, null, 10)
  return items.filter(({ isChanged }) => isChanged).map(({ id }) => id)
}

const missing = (await postgresAnswers()) ? undefined : 'no PostgreSQL at TEST_DATABASE_URL or the default local port'

describe('digests on PostgreSQL', () => {
  let database: TestDatabase
  beforeEach(async (context) => {
    if (missing !== undefined) return context.skip(missing)
    database = await createTestDatabase()
  })
  afterEach(async () => {
    if (missing === undefined) await database.drop()
  })

  async function openNode(): Promise<Store> {
    const store = await open(database.url)
    onTestFinished(store.close)
    return store
  }
  async function tokenOf(store: Store): Promise<{ readonly token: string; readonly since: number | undefined }> {
    const token = await store.digests.moments.now()
    if (token === undefined) throw new Error('no token was given')
    return { token, since: await store.digests.moments.since(token) }
  }

  it('are filled for what was in the database before there were any', async () => {
    const store = await open(database.url)
    await fillThreads(store)
    await expectSameDigests(store, async () => {
      await store.close()
      await database.query(withoutDigestsSql)
      return await openNode()
    })
  })

  it('are missed by no token while a node commits that began before it, and others commit after', async () => {
    const [one, two] = [await openNode(), await openNode()]
    for (const id of ids) await storeSession(one, session({ id }))
    // A writer whose transaction has begun, has its number, and is not done: as that of a node which waits for its turn.
    const slow = new pg.Client({ connectionString: database.url })
    await slow.connect()
    await slow.query('begin')
    await slow.query(
      `update threads set changed_in = pg_current_xact_id()::text::bigint where session_id = $1 and thread = 'care'`,
      [sessionId],
    )
    await two.log.appendAll([message(1, { sessionId: otherSessionId })])
    const { since } = await tokenOf(one)
    expect(since).toBeDefined()
    await slow.query('commit')
    await slow.end()
    expect(await changedSince(two, since ?? 0)).toContain(sessionId)
  })

  it('are missed by no chain of tokens, of whichever node, while nodes append at once', async () => {
    const nodes = [await openNode(), await openNode(), await openNode()] as const
    for (const id of ids) await storeSession(nodes[0], session({ id }))
    const held = new Map<SessionId, number>()
    const pull = async (node: Store, since: number) => {
      const next = await tokenOf(node)
      const digests = await node.digests.of(await changedSince(node, since))
      for (const [id, digest] of digests) held.set(id, digest.threads.care.head)
      return next.since
    }
    let isDone = false
    const append = async (node: Store, id: SessionId) => {
      for (let sent = 0; sent < 40; sent += 1)
        await node.log.appendAll([message(1, { id: newEntryId(), sessionId: id })])
    }
    const appending = Promise.all(nodes.flatMap((node) => ids.map((id) => append(node, id)))).then(() => {
      isDone = true
    })
    let since: number | undefined = 0
    for (let pulls = 0; !isDone; pulls += 1) since = await pull(nodes[pulls % 2 === 0 ? 0 : 1], since ?? 0)
    await appending
    await pull(nodes[2], since ?? 0)
    expect([...held].sort()).toEqual(ids.map((id) => [id, 120]))
  })

  it('are mended, and all told anew, once the last node is of this version that appended without them until then', async () => {
    const one = await openNode()
    await fillThreads(one)
    const { token, since } = await tokenOf(one)
    expect(since).toBeDefined()
    // As a node of the version before appends: a question to a thread that was answered, and a redaction of what was asked.
    const appended = [
      [otherSessionId, { kind: 'message', type: 'text', text: 'is anybody there' }],
      [sessionId, { kind: 'redaction', target: message(1).id, targetSeq: 1 }],
    ] as const
    for (const [at, [id, body]] of appended.entries()) {
      const { id: entryId, atMs, senderId, senderName, senderRole } = message(60 + at)
      await database.query(`with taken as (update threads set head = head + 1 where session_id = '${id}' and thread = 'care' returning head)
        insert into entries (session_id, thread, seq, id, sender_id, sender_name, sender_role, at_ms, body_json)
        select '${id}', 'care', head, '${entryId}', '${senderId}', '${senderName}', '${senderRole}', ${atMs}, '${JSON.stringify(body)}' from taken`)
    }
    await database.query(
      `update entries set body_json = '{"kind":"message","type":"text","text":"","redacted":true}'
        where session_id = '${sessionId}' and thread = 'care' and seq = 1`,
    )
    const before = await one.digests.of(ids)
    expect(before.get(otherSessionId)).toMatchObject({ owedSince: null })
    const two = await openNode()
    const mended = await two.digests.of(ids)
    expect(mended.get(otherSessionId)).toMatchObject({
      owedSince: message(60).atMs,
      preview: { text: 'is anybody there' },
      threads: { care: { lastActivityAt: message(60).atMs } },
    })
    expect(mended.get(sessionId)).toMatchObject({ owedSince: message(3).atMs })
    for (const node of [one, two]) expect(await node.digests.moments.since(token)).toBeUndefined()
    // And nothing once more: who asks next asks with a token that stays good.
    const next = await tokenOf(two)
    await openNode()
    expect(await one.digests.moments.since(next.token)).toBeDefined()
  })

  it('are told anew where a dump was restored, also to a server whose numbers are behind or ahead', async () => {
    const store = await open(database.url)
    await storeSession(store, session())
    const { token } = await tokenOf(store)
    await store.close()
    // What a restore leaves: the rows, in tables made anew, with numbers of another server.
    await database.query(`create table restored as select * from epochs; drop table epochs;
      create table epochs (id text primary key, ordinal integer not null unique, began_at bigint not null, place text not null);
      insert into epochs select * from restored; drop table restored;
      update threads set changed_in = changed_in + 5000000000; update sessions set changed_in = changed_in + 5000000000`)
    const restored = await openNode()
    const { since } = await tokenOf(restored)
    expect(await restored.digests.moments.since(token)).toBeUndefined()
    expect(since).toBeDefined()
    expect(await changedSince(restored, since ?? 0)).toEqual([])
    await restored.log.appendAll([message(1)])
    expect(await changedSince(restored, since ?? 0)).toEqual([sessionId])
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPostgresStore } from '../../../relay/store/database/openPostgresStore.ts'
import type { Append } from '../../../relay/store/log/append.ts'
import type { Store } from '../../../relay/store/store.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { sessionRecord } from '../../support/relay/sessionRecord.ts'
import { storeSession } from '../../support/relay/storeSession.ts'
import {
  createTestDatabase,
  fullDiskSql,
  postgresAnswers,
  type TestDatabase,
} from '../../support/servers/createTestDatabase.ts'
import { storeContract } from './storeContract.ts'

const open = (url: string) => openPostgresStore({ databaseUrl: url, directUrl: url, clock: systemClock })

if (await postgresAnswers()) {
  storeContract('PostgreSQL', async () => {
    const database = await createTestDatabase()
    let store = await open(database.url)
    return {
      store,
      reopen: async () => {
        await store.close()
        store = await open(database.url)
        return store
      },
      fill: () => database.query(fullDiskSql),
      free: () => database.query('drop function full_disk cascade'),
      remove: database.drop,
    }
  })

  describe('a PostgreSQL database that several nodes use', () => {
    let database: TestDatabase
    let nodes: [Store, Store, Store]

    beforeEach(async () => {
      database = await createTestDatabase()
      // All at once: the migrations are to take turns.
      nodes = await Promise.all([open(database.url), open(database.url), open(database.url)])
    })
    afterEach(async () => {
      for (const node of nodes) await node.close()
      await database.drop()
    })

    const sessionIds = ['s1', 's2', 's3', 's4'].map((id) => sessionIdSchema.parse(id))
    const sender = userIdSchema.parse('pat')
    const message = (change: Partial<Append> = {}): Append => ({
      id: newEntryId(),
      sessionId: sessionIdSchema.parse('s1'),
      thread: 'care',
      sessionVersion: 1,
      senderId: sender,
      senderName: 'Pat',
      senderRole: 'patient',
      atMs: 1_800_000_000_000,
      body: { kind: 'message', type: 'text', text: 'text' },
      ...change,
    })
    async function putSessions(): Promise<void> {
      for (const id of sessionIds) {
        await storeSession(
          nodes[0],
          sessionRecord({ id, participants: [{ userId: sender, name: 'Pat', role: 'patient' }] }),
        )
      }
    }
    const read = async (index: number) => {
      const sessionId = sessionIds[index]
      if (sessionId === undefined) throw new Error('there is no such session')
      return await nodes[0].log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })
    }

    it('is not opened while accounts cannot be reached, though messages can', async () => {
      const nowhere = new URL(database.url)
      nowhere.pathname = '/rounds_there_is_none'
      const opened = openPostgresStore({ databaseUrl: nowhere.href, directUrl: database.url, clock: systemClock })
      await expect(opened).rejects.toMatchObject({ failure: { kind: 'unavailable' } })
    })

    it('rejects every query once it is closed, though it was never used', async () => {
      const store = await open(database.url)
      await store.close()
      await expect(store.users.find(sender)).rejects.toThrow('destroyed')
      await expect(store.sessions.list({ participant: sender })).rejects.toThrow('destroyed')
    })

    it('keeps seq without gaps or doubles while all append to the same threads in different orders', async () => {
      await putSessions()
      const batches = nodes.flatMap((node, index) =>
        Array.from({ length: 30 }, (_, round) => {
          const order = round % 2 === 0 ? sessionIds : [...sessionIds].reverse()
          return node.log.appendAll(
            order.flatMap((sessionId) => [message({ sessionId }), message({ sessionId, atMs: index })]),
          )
        }),
      )
      const outcomes = (await Promise.all(batches)).flat()
      expect(outcomes.every(({ outcome }) => outcome === 'appended')).toBe(true)
      for (const index of sessionIds.keys())
        expect((await read(index)).map(({ seq }) => seq)).toEqual(Array.from({ length: 180 }, (_, seq) => seq + 1))
    })

    it('stores a message once that its sender sends on all nodes at once', async () => {
      await putSessions()
      const same = message()
      const outcomes = (await Promise.all(nodes.map((node) => node.log.appendAll([same, message()])))).map(
        ([one]) => one,
      )
      expect(outcomes.map((one) => one?.outcome).sort()).toEqual(['appended', 'repeated', 'repeated'])
      expect((await read(0)).filter(({ id }) => id === same.id)).toHaveLength(1)
      const elsewhere = message()
      const conflicting = await Promise.all(
        nodes.map((node, index) =>
          node.log.appendAll([{ ...elsewhere, sessionId: sessionIds[index] ?? elsewhere.sessionId }]),
        ),
      )
      expect(conflicting.map(([one]) => one?.outcome).sort()).toEqual(['appended', 'conflict', 'conflict'])
    })

    it('returns what was appended by a commit whose connection was lost before it was confirmed', async () => {
      await putSessions()
      // A commit that waits, so that it can be cut off: the deferred trigger runs inside of it.
      await database.query(`
        create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$;
        create constraint trigger slow_commit after insert on entries deferrable initially deferred
          for each row execute function slow_commit()`)
      const sent = message()
      const appended = nodes[0].log.appendAll([sent])
      let cut = 0
      while (cut === 0) {
        const { rowCount } = await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
        )
        cut = rowCount ?? 0
      }
      await database.query('drop function slow_commit cascade')
      expect(await appended).toMatchObject([{ outcome: 'appended', entry: { id: sent.id, seq: 1 } }])
      expect((await read(0)).map(({ id }) => id)).toEqual([sent.id])
    })

    it('goes on when all its connections are ended, and takes text that PostgreSQL cannot hold', async () => {
      await putSessions()
      await database.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      const odd = message({ senderName: 'P\0t', body: { kind: 'message', type: 'text', text: 'a\0b\uD800c' } })
      expect(await nodes[1].log.appendAll([odd])).toMatchObject([{ outcome: 'appended' }])
      expect((await read(0)).map(({ senderName, body }) => [senderName, body.kind === 'message' && body.text])).toEqual(
        [['P\uFFFDt', 'a\0b\uD800c']],
      )
      expect(await nodes[2].log.find(sender, entryIdSchema.parse(odd.id))).toMatchObject({ seq: 1 })
    })

    it('refuses a database that a newer version wrote, and one that is not there', async () => {
      await database.query(`insert into kysely_migration (name, timestamp) values ('9999-from-later', '2030')`)
      await expect(open(database.url)).rejects.toMatchObject({ failure: { kind: 'newerDatabase' } })
    })
  })
} else {
  describe('the store on PostgreSQL (skipped: no PostgreSQL at TEST_DATABASE_URL or the default local port)', () => {
    it('is not tested', (context) => context.skip('no PostgreSQL at TEST_DATABASE_URL or the default local port'))
  })
}

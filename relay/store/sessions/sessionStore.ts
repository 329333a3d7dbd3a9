import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { disputeSchema, escalationSchema, patientSchema } from '../../../src/shared/model/session.ts'
import { threadSchema } from '../../../src/shared/model/thread.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { LogAppender } from '../log/createLogAppender.ts'
import { toEntry } from '../log/toEntry.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import type { Changed, ChangeOrder, ChangeRequest } from './changeOrder.ts'
import type { SessionRecord } from './sessionRecord.ts'

export interface SessionStore {
  readonly find: (id: SessionId) => Promise<SessionRecord | undefined>
  /** Those of these sessions that are there. */
  readonly findMany: (ids: readonly SessionId[]) => Promise<SessionRecord[]>
  /**
   * Every session in which the user is a participant; for `supported`, every one in dispute or escalated; for `everything`,
   * every session there is. Ascending by id. With a page, at most so many, beginning after an id in the order of the database.
   */
  readonly list: (
    of: { readonly participant: UserId } | 'supported' | 'everything',
    page?: { readonly after: SessionId | null; readonly limit: number },
  ) => Promise<SessionRecord[]>
  /**
   * Changes a session as it is at that moment, in one transaction with the entries that tell of it: no other writer, on
   * whatever node, comes between. Throws `FailureError('conflict')`, with nothing changed, when the id of the request was used
   * before for anything else: by its sender anywhere, or by anyone in this session.
   */
  readonly change: (order: ChangeOrder) => Promise<Changed>
  /** The active sessions that expire first, soonest first, at most `limit`. */
  readonly expiring: (limit: number) => Promise<{ readonly id: SessionId; readonly expiresAtMs: number }[]>
}

type Row = Selectable<Tables['sessions']>

/** Sessions with their participants. */
export function createSessionStore(db: Database, queryRunner: QueryRunner, append: LogAppender): SessionStore {
  async function withParticipants(rows: readonly Row[], from: Database = db): Promise<SessionRecord[]> {
    const participants = new Map<string, SessionRecord['participants'][number][]>()
    for (const chunk of inChunks(rows.map((row) => row.id))) {
      const found = await from
        .selectFrom('participants')
        .leftJoin('users', 'users.id', 'participants.user_id')
        .select(['session_id', 'user_id', 'participants.name', 'users.name as account_name', 'participants.role'])
        .where('session_id', 'in', chunk)
        .orderBy('session_id')
        .orderBy('position')
        .execute()
      for (const row of found) {
        const participant = { userId: row.user_id, name: row.account_name ?? row.name, role: row.role }
        const list = participants.get(row.session_id)
        if (list) list.push(participant)
        else participants.set(row.session_id, [participant])
      }
    }
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      active: row.active === 1,
      createdAtMs: row.created_at_ms,
      expiresAtMs: row.expires_at_ms,
      patient: row.patient_json === null ? null : z.parse(patientSchema, JSON.parse(row.patient_json)),
      claimedBy: row.claimed_by,
      dispute: row.dispute_json === null ? null : z.parse(disputeSchema, JSON.parse(row.dispute_json)),
      version: row.version,
      escalation: row.escalation_json === null ? null : z.parse(escalationSchema, JSON.parse(row.escalation_json)),
      participants: participants.get(row.id) ?? [],
    }))
  }

  /** False, and nothing is stored, when the session was taken for new and is there by now. */
  async function write(transaction: DatabaseTransaction, { version, ...session }: SessionRecord, isNew: boolean) {
    const row = {
      kind: session.kind,
      active: session.active ? 1 : 0,
      created_at_ms: session.createdAtMs,
      expires_at_ms: session.expiresAtMs,
      patient_json: session.patient && JSON.stringify(session.patient),
      claimed_by: session.claimedBy,
      dispute_json: session.dispute && JSON.stringify(session.dispute),
      escalation_json: session.escalation && JSON.stringify(session.escalation),
      version,
    }
    const stored = await transaction
      .insertInto('sessions')
      .values({ id: session.id, ...row })
      .onConflict((conflict) => {
        const there = conflict.column('id')
        return isNew ? there.doNothing() : there.doUpdateSet(row)
      })
      .returning('id')
      .executeTakeFirst()
    if (!stored) return undefined
    await transaction.deleteFrom('participants').where('session_id', '=', session.id).execute()
    const participants = session.participants.map((participant, position) => ({
      session_id: session.id,
      user_id: participant.userId,
      name: participant.name,
      role: participant.role,
      position,
    }))
    for (const chunk of inChunks(participants)) await transaction.insertInto('participants').values(chunk).execute()
    return await raiseVersion(transaction, session.id, version)
  }

  /** From here on nothing is appended that was decided of an older version; returns how far the threads go. */
  async function raiseVersion(transaction: DatabaseTransaction, id: SessionId, version: number) {
    const rows = await transaction
      .insertInto('threads')
      .values(threadSchema.options.map((thread) => ({ session_id: id, thread, head: 0, session_version: version })))
      .onConflict((conflict) =>
        conflict
          .columns(['session_id', 'thread'])
          .doUpdateSet((update) => ({ session_version: update.ref('excluded.session_version') })),
      )
      .returning(['thread', 'head'])
      .execute()
    const heads = { care: 0, staff: 0 }
    for (const { thread, head } of rows) heads[thread] = head
    return heads
  }

  /** Finds the entry with which the request was answered before. Throws when its id was used for something else. */
  async function findAnswer(
    transaction: DatabaseTransaction,
    sessionId: SessionId,
    request: ChangeRequest,
  ): Promise<Entry | undefined> {
    const rows = await transaction.selectFrom('entries').selectAll().where('id', '=', request.id).execute()
    const used = rows.filter((row) => row.sender_id === request.senderId || row.session_id === sessionId)
    const answer = used.find((row) => row.sender_id === request.senderId && row.request_json === request.asks)
    if (answer?.session_id === sessionId) return toEntry(answer)
    if (used.length > 0) throw new FailureError('conflict', 'This id was used before for something else.')
    return undefined
  }

  async function accountsOf(transaction: DatabaseTransaction, ids: readonly UserId[]) {
    const accounts = new Map<UserId, Pick<Tables['users'], 'id' | 'name' | 'role'>>()
    for (const chunk of inChunks([...new Set(ids)]))
      for (const row of await transaction
        .selectFrom('users')
        .select(['id', 'name', 'role'])
        .where('id', 'in', chunk)
        .execute())
        accounts.set(row.id, row)
    return accounts
  }

  /** Undefined, with nothing changed, when it is to be tried again. */
  async function changeIn(
    transaction: DatabaseTransaction,
    { id, accountsOf: people = [], request, decide }: ChangeOrder,
  ): Promise<Changed | undefined> {
    if (request) {
      const entry = await findAnswer(transaction, id, request)
      if (entry) return { outcome: 'repeated', entry }
    }
    const row = await transaction.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
    const current = row && (await withParticipants([row], transaction))[0]
    const { next, appends } = decide(current, await accountsOf(transaction, people))
    const record: SessionRecord = { ...next, id, version: (current?.version ?? 0) + 1 }
    const heads = await write(transaction, record, current === undefined)
    if (!heads) return undefined
    const place = { sessionId: id, thread: 'care', sessionVersion: record.version } as const
    const outcomes = await append(
      transaction,
      appends.map((one) => ({ ...one, ...place })),
      request,
    )
    const entries = outcomes.map((outcome) => {
      if (outcome.outcome !== 'appended') throw new Error('a change was stored without the entries that tell of it')
      return outcome.entry
    })
    return { outcome: 'changed', record, heads: { ...heads, care: heads.care + entries.length }, entries }
  }

  return {
    find: (id) =>
      queryRunner(async () => {
        const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
        return row && (await withParticipants([row]))[0]
      }),
    findMany: (ids) =>
      queryRunner(async () => {
        const found: SessionRecord[] = []
        for (const chunk of inChunks(ids))
          found.push(
            ...(await withParticipants(await db.selectFrom('sessions').selectAll().where('id', 'in', chunk).execute())),
          )
        return found
      }),
    list: (of, page) =>
      queryRunner(async () => {
        let query = db.selectFrom('sessions').selectAll().orderBy('id')
        if (page) query = query.limit(page.limit)
        if (page && page.after !== null) query = query.where('id', '>', page.after)
        if (of === 'supported')
          query = query.where((session) =>
            session.or([session('dispute_json', 'is not', null), session('escalation_json', 'is not', null)]),
          )
        else if (of !== 'everything')
          query = query.where('id', 'in', (sessions) =>
            sessions.selectFrom('participants').select('session_id').where('user_id', '=', of.participant),
          )
        const records = await withParticipants(await query.execute())
        // Databases differ in how they order text.
        return page ? records : records.sort((a, b) => (a.id < b.id ? -1 : 1))
      }),
    change: async (order) => {
      let earlier: Changed | undefined
      return await queryRunner(async () => {
        for (;;) {
          const changed = await db.transaction().execute(async (transaction) => {
            // Writing first takes the row's lock: whoever changes this session next reads what is written here.
            await transaction
              .updateTable('sessions')
              .set((session) => ({ active: session.ref('active') }))
              .where('id', '=', order.id)
              .execute()
            // An earlier try whose commit was not answered for is found by what it stored.
            if (earlier && (await isStored(transaction, earlier))) return earlier
            earlier = await changeIn(transaction, order)
            return earlier
          })
          if (changed) return changed
        }
      })
    },
    expiring: (limit) =>
      queryRunner(async () => {
        const rows = await db
          .selectFrom('sessions')
          .select(['id', 'expires_at_ms'])
          .where('active', '=', 1)
          .where('expires_at_ms', 'is not', null)
          .orderBy('expires_at_ms')
          .limit(limit)
          .execute()
        return rows.flatMap((row) =>
          row.expires_at_ms === null ? [] : [{ id: row.id, expiresAtMs: row.expires_at_ms }],
        )
      }),
  }
}

async function isStored(transaction: DatabaseTransaction, changed: Changed): Promise<boolean> {
  const [first] = changed.outcome === 'changed' ? changed.entries : []
  if (!first) return false
  const row = await transaction
    .selectFrom('entries')
    .select('seq')
    .where('id', '=', first.id)
    .where('sender_id', '=', first.senderId)
    .executeTakeFirst()
  return row !== undefined
}

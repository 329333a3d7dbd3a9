import type { Selectable } from 'kysely'
import { z } from 'zod'
import { disputeSchema, escalationSchema, patientSchema } from '../../src/shared/model/session.ts'
import { createAttempts } from './attempts.ts'
import { inChunks } from './chunks.ts'
import type { LogAppender } from './createLogAppender.ts'
import type { Guard } from './guard.ts'
import type { AppendOutcome, SessionRecord, SessionStore } from './store.ts'
import type { Database, DatabaseTransaction, Tables } from './tables.ts'

type Row = Selectable<Tables['sessions']>

/** Sessions with their participants. With one that is stored as closed, its invitations are revoked. */
export function createSessionStore(db: Database, guard: Guard, append: LogAppender): SessionStore {
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
      escalation: row.escalation_json === null ? null : z.parse(escalationSchema, JSON.parse(row.escalation_json)),
      participants: participants.get(row.id) ?? [],
    }))
  }

  async function write(transaction: DatabaseTransaction, session: SessionRecord): Promise<void> {
    const row = {
      kind: session.kind,
      active: session.active ? 1 : 0,
      created_at_ms: session.createdAtMs,
      expires_at_ms: session.expiresAtMs,
      patient_json: session.patient && JSON.stringify(session.patient),
      claimed_by: session.claimedBy,
      dispute_json: session.dispute && JSON.stringify(session.dispute),
      escalation_json: session.escalation && JSON.stringify(session.escalation),
    }
    await transaction
      .insertInto('sessions')
      .values({ id: session.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    // Old links are of no use any more, also when it is opened again.
    if (!session.active)
      await transaction
        .updateTable('invitations')
        .set({ revoked: 1 })
        .where('session_id', '=', session.id)
        .where('revoked', '=', 0)
        .execute()
    await transaction.deleteFrom('participants').where('session_id', '=', session.id).execute()
    const participants = session.participants.map((participant, position) => ({
      session_id: session.id,
      user_id: participant.userId,
      name: participant.name,
      role: participant.role,
      position,
    }))
    for (const chunk of inChunks(participants)) await transaction.insertInto('participants').values(chunk).execute()
  }

  return {
    find: (id) =>
      guard(async () => {
        const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
        return row && (await withParticipants([row]))[0]
      }),
    findMany: (ids) =>
      guard(async () => {
        const found: SessionRecord[] = []
        for (const chunk of inChunks(ids))
          found.push(
            ...(await withParticipants(await db.selectFrom('sessions').selectAll().where('id', 'in', chunk).execute())),
          )
        return found
      }),
    list: (of) =>
      guard(async () => {
        let query = db.selectFrom('sessions').selectAll().orderBy('id')
        if (of === 'supported')
          query = query.where((session) =>
            session.or([session('dispute_json', 'is not', null), session('escalation_json', 'is not', null)]),
          )
        else if (of !== 'everything')
          query = query.where('id', 'in', (sessions) =>
            sessions.selectFrom('participants').select('session_id').where('user_id', '=', of.participant),
          )
        // Databases differ in how they order text.
        return (await withParticipants(await query.execute())).sort((a, b) => (a.id < b.id ? -1 : 1))
      }),
    put: async (session, appends = []) => {
      const attempts = createAttempts(appends)
      return await guard(() =>
        db.transaction().execute(async (transaction) => {
          await write(transaction, session)
          return attempts.settle(await append(transaction, appends))
        }),
      )
    },
    change: async (id, decide) => {
      let earlier: Awaited<ReturnType<SessionStore['change']>> | undefined
      return await guard(() =>
        db.transaction().execute(async (transaction) => {
          // Writing first takes the row's lock: whoever changes this session next reads what is written here.
          await transaction
            .updateTable('sessions')
            .set((session) => ({ active: session.ref('active') }))
            .where('id', '=', id)
            .execute()
          // An earlier try whose commit was not answered for is found by what it appended.
          if (earlier && (await isStored(transaction, earlier.outcomes))) return earlier
          const row = await transaction.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
          const { next, appends } = decide(row && (await withParticipants([row], transaction))[0])
          await write(transaction, next)
          earlier = { record: next, outcomes: await append(transaction, appends) }
          return earlier
        }),
      )
    },
    expiring: (limit) =>
      guard(async () => {
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

async function isStored(transaction: DatabaseTransaction, outcomes: readonly AppendOutcome[]): Promise<boolean> {
  const first = outcomes.find((outcome) => outcome.outcome === 'appended')
  if (first?.outcome !== 'appended') return false
  const row = await transaction
    .selectFrom('entries')
    .select('seq')
    .where('id', '=', first.entry.id)
    .where('sender_id', '=', first.entry.senderId)
    .executeTakeFirst()
  return row !== undefined
}

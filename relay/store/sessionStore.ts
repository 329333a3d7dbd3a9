import type { Selectable } from 'kysely'
import { z } from 'zod'
import { patientSchema } from '../../src/shared/model/session.ts'
import { inChunks } from './chunks.ts'
import type { LogAppender } from './createLogAppender.ts'
import type { Guard } from './guard.ts'
import type { SessionRecord, SessionStore } from './store.ts'
import type { Database, Tables } from './tables.ts'

type Row = Selectable<Tables['sessions']>

/** Sessions with their participants. */
export function createSessionStore(db: Database, guard: Guard, append: LogAppender): SessionStore {
  async function withParticipants(rows: readonly Row[]): Promise<SessionRecord[]> {
    const participants = new Map<string, SessionRecord['participants'][number][]>()
    for (const chunk of inChunks(rows.map((row) => row.id))) {
      const found = await db
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
      participants: participants.get(row.id) ?? [],
    }))
  }

  return {
    find: (id) =>
      guard(async () => {
        const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
        return row && (await withParticipants([row]))[0]
      }),
    list: (of) =>
      guard(async () => {
        let query = db.selectFrom('sessions').selectAll().orderBy('id')
        if (of !== 'everything')
          query = query.where('id', 'in', (sessions) =>
            sessions.selectFrom('participants').select('session_id').where('user_id', '=', of.participant),
          )
        return await withParticipants(await query.execute())
      }),
    put: (session, appends = []) =>
      guard(() =>
        db.transaction().execute(async (transaction) => {
          const row = {
            kind: session.kind,
            active: session.active ? 1 : 0,
            created_at_ms: session.createdAtMs,
            expires_at_ms: session.expiresAtMs,
            patient_json: session.patient && JSON.stringify(session.patient),
          }
          await transaction
            .insertInto('sessions')
            .values({ id: session.id, ...row })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute()
          await transaction.deleteFrom('participants').where('session_id', '=', session.id).execute()
          const participants = session.participants.map((participant, position) => ({
            session_id: session.id,
            user_id: participant.userId,
            name: participant.name,
            role: participant.role,
            position,
          }))
          for (const chunk of inChunks(participants))
            await transaction.insertInto('participants').values(chunk).execute()
          return await append(transaction, appends)
        }),
      ),
  }
}

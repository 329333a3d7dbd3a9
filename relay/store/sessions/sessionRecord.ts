import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { type Later, laterSchema } from '../../../src/shared/model/later.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import {
  type Dispute,
  disputeSchema,
  type Escalation,
  escalationSchema,
  type Patient,
  patientSchema,
  type SessionKind,
} from '../../../src/shared/model/session.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, Tables } from '../tables.ts'

/** A participant; `triedAtMs` is when this patient last tried to write since the session was closed, as far as it was reported. */
export interface ParticipantRecord {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  readonly triedAtMs?: number | undefined
}

export interface SessionRecord {
  readonly id: SessionId
  /** Grows with every change that is stored: what was decided of another version is not stored any more. */
  readonly version: number
  readonly kind: SessionKind
  readonly active: boolean
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly patient: Patient | null
  readonly claimedBy: UserId | null
  readonly dispute: Dispute | null
  readonly escalation: Escalation | null
  /** The last time that it was put off, whether or not that is in force. */
  readonly later: Later | null
  readonly participants: readonly ParticipantRecord[]
}

/** A session as it is to be stored; its version is the store's. */
export type SessionState = Omit<SessionRecord, 'version'>

type Participants = SessionRecord['participants']

/** Returns the sessions of these rows, in their order, with their participants. */
export async function toSessionRecords(
  db: Database,
  rows: readonly Selectable<Tables['sessions']>[],
): Promise<SessionRecord[]> {
  const participants = await findParticipants(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toSessionRecord(row, participants.get(row.id) ?? []))
}

async function findParticipants(db: Database, ids: readonly SessionId[]): Promise<ReadonlyMap<string, Participants>> {
  const participants = new Map<string, Participants[number][]>()
  for (const chunk of inChunks(ids)) {
    const found = await db
      .selectFrom('participants')
      .leftJoin('users', 'users.id', 'participants.user_id')
      .select([
        'session_id',
        'user_id',
        'participants.name',
        'users.name as account_name',
        'participants.role',
        'tried_at_ms',
      ])
      .where('session_id', 'in', chunk)
      .orderBy('session_id')
      .orderBy('position')
      .execute()
    for (const row of found) {
      const attempt = row.tried_at_ms === null ? {} : { triedAtMs: row.tried_at_ms }
      const participant = { userId: row.user_id, name: row.account_name ?? row.name, role: row.role, ...attempt }
      const list = participants.get(row.session_id)
      if (list) list.push(participant)
      else participants.set(row.session_id, [participant])
    }
  }
  return participants
}

function toSessionRecord(row: Selectable<Tables['sessions']>, participants: Participants): SessionRecord {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    active: row.active === 1,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    patient: row.patient_json === null ? null : z.parse(patientSchema, JSON.parse(row.patient_json)),
    claimedBy: row.claimed_by,
    dispute: row.dispute_json === null ? null : z.parse(disputeSchema, JSON.parse(row.dispute_json)),
    escalation: row.escalation_json === null ? null : z.parse(escalationSchema, JSON.parse(row.escalation_json)),
    later: row.later_json === null ? null : z.parse(laterSchema, JSON.parse(row.later_json)),
    participants,
  }
}

import type { Selectable } from 'kysely'
import type { CallId, CallQuality, CallState, CallType } from '../../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database, Tables } from '../tables.ts'

export interface CallRecord {
  readonly id: CallId
  readonly sessionId: SessionId
  readonly callerId: UserId
  readonly callerName: string
  /** The device that calls; the only one of the caller's that is in the call. */
  readonly callerDevice: string
  readonly calleeId: UserId
  /** The device that accepted; null until one has. */
  readonly calleeDevice: string | null
  readonly callType: CallType
  readonly state: CallState
  readonly startedAtMs: number
  readonly ringsUntilMs: number
  readonly acceptedAtMs: number | null
  readonly endedAtMs: number | null
  readonly endedBy: UserId | null
  readonly endReason: string | null
}

/** Change of a call: accepted by a device, or over. */
export type CallChange =
  | { readonly state: 'active'; readonly calleeDevice: string; readonly acceptedAtMs: number }
  | {
      readonly state: 'rejected' | 'missed' | 'ended'
      readonly endedAtMs: number
      readonly endedBy: UserId | null
      readonly endReason: string | null
    }

export interface MeasuredQuality {
  readonly userId: UserId
  readonly atMs: number
  readonly quality: CallQuality
}

export interface CallStore {
  /** Stores a new call. When the id is taken, returns the call that has it, with `isNew` false. */
  readonly insert: (call: CallRecord) => Promise<{ readonly call: CallRecord; readonly isNew: boolean }>
  readonly find: (id: CallId) => Promise<CallRecord | undefined>
  /**
   * Takes a call from one of these states into another, for exactly one of all that try at once, on any node. Returns undefined,
   * with nothing changed, when it is in none of these states.
   */
  readonly change: (id: CallId, from: readonly CallState[], to: CallChange) => Promise<CallRecord | undefined>
  /** Returns the calls that ring or are active: those of a user, on either side, or all. The oldest first. */
  readonly open: (of: { readonly userId: UserId } | 'everything') => Promise<CallRecord[]>
  /** Keeps a measurement; a second one of the same user at the same instant is dropped. */
  readonly addQuality: (callId: CallId, userId: UserId, atMs: number, quality: CallQuality) => Promise<void>
  readonly quality: (callId: CallId) => Promise<MeasuredQuality[]>
}

/** Calls. That exactly one of concurrent changes succeeds is in the statement itself, so that nodes need not know of each other. */
export function createCallStore(db: Database, queryRunner: QueryRunner): CallStore {
  return {
    insert: (call) => queryRunner(() => insertCall(db, call)),
    find: (id) => queryRunner(() => findCall(db, id)),
    change: (id, from, to) => queryRunner(() => changeCall(db, id, from, to)),
    open: (of) => queryRunner(() => findOpenCalls(db, of)),
    addQuality: (callId, userId, atMs, quality) => queryRunner(() => addQuality(db, callId, { userId, atMs, quality })),
    quality: (callId) => queryRunner(() => findQuality(db, callId)),
  }
}

async function insertCall(db: Database, call: CallRecord) {
  const inserted = await db
    .insertInto('calls')
    .values(toRow(call))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  const stored = inserted ? call : await findCall(db, call.id)
  if (!stored) throw new Error('a call is neither new nor stored')
  return { call: stored, isNew: inserted !== undefined }
}

async function findCall(db: Database, id: CallId): Promise<CallRecord | undefined> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toRecord(row)
}

async function changeCall(db: Database, id: CallId, from: readonly CallState[], to: CallChange) {
  const columns =
    to.state === 'active'
      ? { state: to.state, callee_device: to.calleeDevice, accepted_at_ms: to.acceptedAtMs }
      : { state: to.state, ended_at_ms: to.endedAtMs, ended_by: to.endedBy, end_reason: to.endReason }
  const row = await db
    .updateTable('calls')
    .set(columns)
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst()
  return row && toRecord(row)
}

async function findOpenCalls(db: Database, of: Parameters<CallStore['open']>[0]): Promise<CallRecord[]> {
  let query = db
    .selectFrom('calls')
    .selectAll()
    .where('state', 'in', ['ringing', 'active'])
    .orderBy('started_at_ms')
    .orderBy('id')
  if (of !== 'everything')
    query = query.where((where) => where.or([where('caller_id', '=', of.userId), where('callee_id', '=', of.userId)]))
  return (await query.execute()).map(toRecord)
}

async function addQuality(db: Database, callId: CallId, { userId, atMs, quality }: MeasuredQuality): Promise<void> {
  await db
    .insertInto('call_quality')
    .values({
      call_id: callId,
      user_id: userId,
      at_ms: atMs,
      packet_loss_percent: quality.packetLossPercent,
      jitter_ms: quality.jitterMs,
      round_trip_ms: quality.roundTripMs,
      bitrate_kbps: quality.bitrateKbps ?? null,
    })
    .onConflict((conflict) => conflict.columns(['call_id', 'user_id', 'at_ms']).doNothing())
    .execute()
}

async function findQuality(db: Database, callId: CallId): Promise<MeasuredQuality[]> {
  const rows = await db
    .selectFrom('call_quality')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('at_ms')
    .orderBy('user_id')
    .execute()
  return rows.map((row) => ({
    userId: row.user_id,
    atMs: row.at_ms,
    quality: {
      packetLossPercent: row.packet_loss_percent,
      jitterMs: row.jitter_ms,
      roundTripMs: row.round_trip_ms,
      ...(row.bitrate_kbps === null ? {} : { bitrateKbps: row.bitrate_kbps }),
    },
  }))
}

function toRecord(row: Selectable<Tables['calls']>): CallRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    callerId: row.caller_id,
    callerName: row.caller_name,
    callerDevice: row.caller_device,
    calleeId: row.callee_id,
    calleeDevice: row.callee_device,
    callType: row.call_type,
    state: row.state,
    startedAtMs: row.started_at_ms,
    ringsUntilMs: row.rings_until_ms,
    acceptedAtMs: row.accepted_at_ms,
    endedAtMs: row.ended_at_ms,
    endedBy: row.ended_by,
    endReason: row.end_reason,
  }
}

function toRow(call: CallRecord): Tables['calls'] {
  return {
    id: call.id,
    session_id: call.sessionId,
    caller_id: call.callerId,
    caller_name: call.callerName,
    caller_device: call.callerDevice,
    callee_id: call.calleeId,
    callee_device: call.calleeDevice,
    call_type: call.callType,
    state: call.state,
    started_at_ms: call.startedAtMs,
    rings_until_ms: call.ringsUntilMs,
    accepted_at_ms: call.acceptedAtMs,
    ended_at_ms: call.endedAtMs,
    ended_by: call.endedBy,
    end_reason: call.endReason,
  }
}

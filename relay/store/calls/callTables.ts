import type { CallId, CallState, CallType } from '../../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'

/** The tables of calls. */
export interface CallTables {
  calls: {
    id: CallId
    session_id: SessionId
    caller_id: UserId
    caller_name: string
    caller_device: string
    callee_id: UserId
    callee_device: string | null
    call_type: CallType
    state: CallState
    started_at_ms: number
    rings_until_ms: number
    accepted_at_ms: number | null
    ended_at_ms: number | null
    ended_by: UserId | null
    end_reason: string | null
  }
  call_quality: {
    call_id: CallId
    user_id: UserId
    at_ms: number
    packet_loss_percent: number
    jitter_ms: number
    round_trip_ms: number
    bitrate_kbps: number | null
  }
}

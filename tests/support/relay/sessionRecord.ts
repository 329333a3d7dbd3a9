import type { SessionRecord } from '../../../relay/store/sessions/sessionRecord.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'

/** An active session as the relay keeps it, of nobody, with the changes given. */
export function sessionRecord(change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: sessionIdSchema.parse('s1'),
    version: 1,
    kind: 'chat',
    active: true,
    createdAtMs: 0,
    expiresAtMs: null,
    patient: null,
    claimedBy: null,
    dispute: null,
    escalation: null,
    later: null,
    participants: [],
    ...change,
  }
}

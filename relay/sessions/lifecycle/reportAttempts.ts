import type { Logger } from 'pino'
import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import { isExpired } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import { relayItself } from '../access/relayItself.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { ApplyChange } from './applyChange.ts'

type Participant = SessionRecord['participants'][number]

/** Time within which another attempt of the same person is not reported: the clinic knows. */
const attemptRestMs = 24 * 3_600_000

export interface ReportAttempts {
  /**
   * Stores that a patient tried to write to a session that is over, and when, for its staff; nothing of the words. Once per person
   * and closing within `attemptRestMs`, whichever node is asked. Never rejects; does nothing for anybody else.
   */
  readonly report: (principal: Pick<Principal, 'userId'>, sessionId: SessionId) => Promise<void>
  /** Carries out a request of the principal; reports it when it is refused because the session is over. */
  readonly watch: <Answer>(
    principal: Principal,
    sessionId: SessionId,
    attempt: () => Promise<Answer>,
  ) => Promise<Answer>
}

/** See `ReportAttempts`. `add` keeps a task until it is done. */
export function createReportAttempts(parts: {
  readonly apply: ApplyChange
  readonly sessionCache: Pick<SessionCache, 'get'>
  readonly clock: Pick<Clock, 'now'>
  readonly add: (task: Promise<void>) => void
  readonly log: Logger
}): ReportAttempts {
  const { apply, sessionCache, clock, add, log } = parts

  async function report({ userId }: Pick<Principal, 'userId'>, sessionId: SessionId): Promise<void> {
    try {
      // Before a transaction is begun: who tries again and again costs no more than the refusal.
      const session = await sessionCache.get(sessionId)
      if (!session || !isToReport(session.record(), session.participant(userId), clock.now())) return
      await apply({
        id: sessionId,
        decide: (current) => {
          const nowMs = clock.now()
          const writer = current?.participants.find((participant) => participant.userId === userId)
          if (!current || !writer || !isToReport(current, writer, nowMs))
            throw new FailureError('conflict', 'The session was opened again, or the attempt is known.')
          const participants = current.participants.map((one) => (one === writer ? { ...one, triedAtMs: nowMs } : one))
          const body = bodyForStaff(current, writer)
          return { next: { ...current, participants }, sender: relayItself, entries: [{ thread: 'staff', body }] }
        },
      })
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.kind !== 'conflict')
        log.warn({ sessionId, userId, error }, 'an attempt to write to a closed session could not be stored')
    }
  }

  return {
    report,
    watch: async (principal, sessionId, attempt) => {
      try {
        return await attempt()
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'sessionClosed') add(report(principal, sessionId))
        throw error
      }
    },
  }
}

function isToReport(record: SessionRecord, writer: Participant | undefined, nowMs: number): boolean {
  const isOver = !record.active || isExpired(record, nowMs)
  const { triedAtMs } = writer ?? {}
  return isOver && writer?.role === 'patient' && (triedAtMs === undefined || triedAtMs + attemptRestMs <= nowMs)
}

/** Returns the notice for the staff, which clients of every version show: an ordinary message of the relay in their thread. */
function bodyForStaff({ participants }: SessionRecord, { name }: Participant): EntryBody {
  const isOnly = participants.filter(({ role }) => role === 'patient').length === 1
  const text = `${isOnly ? 'The patient' : name} tried to write after the session had ended. The message was refused, and nothing of it is kept. Reopen the session, or invite them to a new one.`
  return { kind: 'message', type: 'text', text }
}

/** Returns the participants of a session that is opened again: what they tried before counts no more. */
export function withoutAttempts(participants: SessionRecord['participants']): SessionRecord['participants'] {
  return participants.map(({ triedAtMs: _, ...participant }) => participant)
}

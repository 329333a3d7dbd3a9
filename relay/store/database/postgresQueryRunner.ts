import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { QueryRunner } from './queryRunner.ts'

/** Time for which an access is tried again, and the longest pause between two tries, in ms. */
const givesUpAfterMs = 8_000
const firstPauseMs = 20
const longestPauseMs = 500

type Fault = 'contention' | 'lostConnection' | 'noConnection'

/**
 * Creates a query runner that repeats an access when the database asks for it (deadlock, serialization) or when the connection was
 * lost, even in the middle of a commit: the ids of the entries show which are stored already. It gives up after some seconds with
 * `FailureError('unavailable')` when nothing can have been stored, with `FailureError('timeout')` when it may have been.
 */
export function createPostgresQueryRunner(clock: Clock): QueryRunner {
  return async (access) => {
    const startedAtMs = clock.steady()
    let mayBeStored = false
    for (let pauseMs = 0; ; pauseMs = Math.min(Math.max(firstPauseMs, pauseMs * 2), longestPauseMs)) {
      if (pauseMs > 0) await new Promise<void>((resolve) => clock.after(pauseMs, resolve))
      try {
        return await access()
      } catch (error) {
        const fault = faultOf(error)
        if (!fault) throw explain(error)
        mayBeStored ||= fault === 'lostConnection'
        if (clock.steady() - startedAtMs > givesUpAfterMs)
          throw mayBeStored
            ? new FailureError('timeout', 'The database did not say whether it has stored this. Try again.')
            : new FailureError('unavailable', 'The database cannot be reached. Nothing was stored.')
      }
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function faultOf(error: unknown): Fault | undefined {
  if (error instanceof AggregateError) return faultOf(error.errors[0])
  const code = codeOf(error)
  // Serialization, deadlock; a key that another node took in the same moment, which the next try finds taken.
  if (['40001', '40P01', '55P03'].includes(code)) return 'contention'
  if (code === '23505' && !isOfEmail(error)) return 'contention'
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '53300', '3D000'].includes(code)) return 'noConnection'
  // Ended by an administrator or a crash (57), lost on the way (08), or by the operating system.
  if (/^(08|57P)/.test(code) || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(code))
    return 'lostConnection'
  const message = error instanceof Error ? error.message : ''
  if (/timeout exceeded when trying to connect/.test(message)) return 'noConnection'
  return /connection terminated|client has encountered a connection error|connection .*(discarded|not queryable)|not queryable/i.test(
    message,
  )
    ? 'lostConnection'
    : undefined
}

function isOfEmail(error: unknown): boolean {
  return (
    error instanceof Error &&
    'constraint' in error &&
    typeof error.constraint === 'string' &&
    error.constraint.includes('email')
  )
}

/** Translates a PostgreSQL error into a failure for the principal. Any other error is returned as it is. */
function explain(error: unknown): unknown {
  const code = codeOf(error)
  if (code === '23505' && isOfEmail(error)) return new FailureError('conflict', 'Another user has this email address.')
  if (code === '53100' || code === '53200')
    return new FailureError('diskFull', 'The database is full. Nothing was stored; free space and try again.')
  if (code === '25006') return new FailureError('unavailable', 'The database takes no changes now. Nothing was stored.')
  return error
}

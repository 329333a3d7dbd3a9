import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/clock.ts'
import { type Failure, FailureError } from '../../src/shared/model/failure.ts'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import type { Actions } from './actions.ts'
import { dialectOfEvent, dialects } from './chooseDialect.ts'
import { rowOf, type Up } from './dialect.ts'
import type { DialectConnection } from './dialectConnection.ts'
import { frameOfAll } from './eventsOfAll.ts'

/** Serves one event of a client: carries it out, acknowledges it where that is asked for, and tells of a refusal. Never rejects. */
export type ServeEvent = (connection: DialectConnection, event: string, args: readonly unknown[]) => Promise<void>

export interface ServeEventsParts {
  readonly actions: Actions
  readonly isStopping: () => boolean
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

export function createServeEvent({ actions, isStopping, clock, log }: ServeEventsParts): ServeEvent {
  /** The row of the table, and of whichever dialect it is; what is first spoken for certain is kept. */
  function find(connection: DialectConnection, event: string, payload: unknown): Up | undefined {
    if (connection.dialect) return rowOf(dialects[connection.dialect], event)
    const chosen = dialectOfEvent(event, payload)
    if (chosen?.isCertain) connection.dialect = chosen.dialect.name
    return chosen && rowOf(chosen.dialect, event)
  }

  function failureOf(connection: DialectConnection, event: string, error: unknown): Failure {
    if (error instanceof FailureError) return error.failure
    log.error({ event, connectionId: connection.id, error }, 'event of a dialect failed')
    return { kind: 'internal', message: 'The relay could not answer this request.' }
  }

  return async (connection, event, args) => {
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? last : undefined
    const payload = args.length > (acknowledge ? 1 : 0) ? args[0] : undefined
    const row = find(connection, event, payload)
    try {
      if (isStopping()) throw new FailureError('unavailable', 'This node of the relay stops. Connect again.')
      if (clock.now() >= connection.expiresAtMs) throw new FailureError('tokenExpired', handshakeRefusals.tokenExpired)
      if (!row) throw new FailureError('invalid', 'Unknown event')
      const answer = await row.serve(actions, connection, payload)
      acknowledge?.({ success: true, ...answer })
    } catch (error) {
      const failure = failureOf(connection, event, error)
      const message = row?.words(failure) ?? failure.message
      acknowledge?.(refuse(failure.kind, message))
      const { dialect } = connection
      if (!acknowledge || dialect === undefined || dialects[dialect].alwaysTellsErrors)
        connection.send(frameOfAll('error', { message }))
    }
  }
}

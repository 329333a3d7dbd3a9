import type { Logger } from 'pino'
import { type Failure, FailureError } from '../../../../src/shared/model/failure.ts'
import type { Clock } from '../../../../src/shared/model/timing/clock.ts'
import { refuse } from '../../../../src/shared/protocol/acknowledgement.ts'
import { handshakeRefusals } from '../../../../src/shared/protocol/handshake.ts'
import type { Actions } from '../../table/actions.ts'
import { connectionFrame } from '../../table/connectionEvents.ts'
import { type DialectTables, rowOf, type Up } from '../../table/dialect.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { Frame } from '../../table/dialectUpdates.ts'
import type { ShowText } from '../../table/showText.ts'
import { dialectOfEvent, spokenDialect } from '../chooseDialect.ts'

/** Serves one event of a client: carries it out, acknowledges it where that is asked for, and sends a refusal. Never rejects. */
export type ServeEvent = (connection: DialectConnection, event: string, args: readonly unknown[]) => Promise<void>

export interface ServeEventParts {
  readonly tables: DialectTables
  readonly actions: Actions
  readonly showText: ShowText
  readonly isStopping: () => boolean
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

export function createServeEvent(parts: ServeEventParts): ServeEvent {
  const { tables, actions, showText, isStopping, clock, log } = parts
  return async (connection, event, args) => {
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? last : undefined
    const payload = args.length > (acknowledge ? 1 : 0) ? args[0] : undefined
    const row = findRow(tables, connection, event, payload)
    if (!row && !acknowledge) {
      // Such as its system had others for: nobody waits for an answer, and Socket.IO gives none either.
      log.debug({ connectionId: connection.id }, 'event that its dialect does not have, passed over')
      return
    }
    try {
      if (isStopping()) throw new FailureError('unavailable', 'This node of the relay stops. Connect again.')
      if (clock.now() >= connection.expiresAtMs) throw new FailureError('tokenExpired', handshakeRefusals.tokenExpired)
      if (!row) throw new FailureError('invalid', 'Unknown event')
      const answer = await row.serve(actions, connection, payload)
      acknowledge?.(showText(connection.dialect, { success: true, ...answer }, row.opaqueFields))
    } catch (error) {
      const failure = failureOf(log, connection, event, error)
      const message = row?.refusalText(failure) ?? failure.message
      acknowledge?.(showText(connection.dialect, refuse(failure.kind, message)))
      if (!acknowledge || (spokenDialect(tables, connection)?.alwaysSendsErrors ?? true))
        connection.send(errorFrameOf(tables, connection, message))
    }
  }
}

/** Returns the event `error` in the form of the dialect that a connection speaks. */
export function errorFrameOf(tables: DialectTables, connection: DialectConnection, message: string): Frame {
  return spokenDialect(tables, connection)?.errorFrame?.(message, connection) ?? connectionFrame('error', { message })
}

/** Returns the row of an event, of whichever dialect it is; the dialect that is first spoken for certain is kept. */
function findRow(
  tables: DialectTables,
  connection: DialectConnection,
  event: string,
  payload: unknown,
): Up | undefined {
  const spoken = spokenDialect(tables, connection)
  if (spoken) return rowOf(spoken, event)
  const chosen = dialectOfEvent(tables, connection.namespace, event, payload)
  if (chosen?.isCertain) connection.dialect = chosen.dialect.name
  return chosen && rowOf(chosen.dialect, event)
}

function failureOf(log: Logger, connection: DialectConnection, event: string, error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  log.error({ event, connectionId: connection.id, error }, 'event of a dialect failed')
  return { kind: 'internal', message: 'The relay could not answer this request.' }
}

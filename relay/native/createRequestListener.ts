import type { Logger } from 'pino'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { connectionLimits } from '../engine/connectionLimits.ts'
import type { Connection, NativeSocket } from './connection.ts'
import type { AnswerRequest } from './requests.ts'

/** Takes every event of the socket that is `this`: a listener that all share, as one for each would be most of an idle connection. */
export type RequestListener = (this: NativeSocket, event: unknown, ...args: unknown[]) => void

/** Creates the listener that acknowledges each request, of whatever name and form. */
export function createRequestListener(parts: {
  readonly answer: AnswerRequest
  readonly isStopping: () => boolean
  readonly log: Logger
}): RequestListener {
  const { answer, isStopping, log } = parts

  async function serveRequest(connection: Connection, event: string, payload: unknown): Promise<object> {
    connection.unanswered += 1
    try {
      return await answer(connection, event, payload)
    } finally {
      connection.unanswered -= 1
    }
  }

  return function listen(event, ...args) {
    const { connection } = this.data
    const acknowledge = args.at(-1)
    if (!connection || typeof acknowledge !== 'function' || typeof event !== 'string') {
      log.debug({ connectionId: this.id }, 'request without acknowledgement ignored')
      return
    }
    const payload = args.length === 2 ? args[0] : undefined
    if (isStopping()) acknowledge(refuse('unavailable', 'This node of the relay stops. Connect again.'))
    else if (connection.unanswered >= connectionLimits.unansweredRequests)
      acknowledge(refuse('rateLimited', 'Too many requests wait for their answers. Wait for some of them.'))
    else
      serveRequest(connection, event, payload).then(
        (reply) => acknowledge(reply),
        (error: unknown) => log.error({ error }, 'answer could not be given'),
      )
  }
}

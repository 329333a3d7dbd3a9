import type { IncomingMessage, ServerResponse } from 'node:http'
import { refuse } from '../../../src/shared/protocol/acknowledgement.ts'
import { namedConnection } from './namedConnection.ts'

/**
 * Makes middleware of Engine.IO that gives a client of the polling transport no further answer before it has taken the last one.
 * Engine.IO counts an answer as taken when it is handed to the line, where it waits in the memory of the relay for one that does
 * not read.
 */
export function createUnreadPollGate() {
  const untaken = new Map<string, ServerResponse>()

  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const sid = namedConnection(request)
    if (request.method !== 'GET' || request.headers.upgrade !== undefined || sid === undefined) {
      next()
      return
    }
    const last = untaken.get(sid)
    if (last?.writableEnded && !last.writableFinished) {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' })
      response.end(JSON.stringify(refuse('rateLimited', 'Read the last answer before you ask for the next.')))
      return
    }
    untaken.set(sid, response)
    response.once('close', () => {
      if (untaken.get(sid) === response) untaken.delete(sid)
    })
    next()
  }
}

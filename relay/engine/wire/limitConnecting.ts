import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { refuse } from '../../../src/shared/protocol/acknowledgement.ts'
import { clientAddress } from '../../limits/clientAddress.ts'
import type { RateLimiter } from '../../limits/createRateLimiter.ts'
import { RateLimitedError } from '../../limits/rateLimitedError.ts'
import { namedConnection } from './namedConnection.ts'

/** Middleware of Engine.IO: called for each request of the polling transport and for each WebSocket that is asked for. */
export type ConnectionGate = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Limits how many connections an address may begin, of whatever namespace. One too many is refused with 429 and `Retry-After`.
 */
export function createConnectionGate(limit: RateLimiter, proxies: number): ConnectionGate {
  return (request, response, next) => {
    if (request.headers.upgrade !== undefined) request.socket.on('error', endBroken)
    // Such a request begins none: it is for the one that it names, or is refused when that is not there.
    if (namedConnection(request) !== undefined) {
      next()
      return
    }
    const address = clientAddress(request.headers, request.socket.remoteAddress, proxies)
    limit('connectFromAddress', address).then(
      () => next(),
      (error: unknown) => {
        if (!(error instanceof RateLimitedError)) next(error)
        else if (request.headers.upgrade === undefined) answerRefusal(response, error)
        else refuseUpgrade(request, error)
      },
    )
  }
}

/**
 * Node takes its own listener off a socket that is to become another protocol's, and an error without one ends the process:
 * whoever breaks the line off while the limit is asked would end all others' too.
 */
function endBroken(this: Socket): void {
  this.destroy()
}

const secondsOf = ({ retryAfterMs }: RateLimitedError) => Math.max(1, Math.ceil(retryAfterMs / 1000))

function answerRefusal(response: ServerResponse, error: RateLimitedError): void {
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(secondsOf(error)) })
  response.end(JSON.stringify(refuse('rateLimited', error.message)))
}

/** Engine.IO's response to an upgrade writes nothing, so this speaks to the socket itself. */
function refuseUpgrade({ socket }: IncomingMessage, error: RateLimitedError): void {
  socket.end(
    `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${secondsOf(error)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}

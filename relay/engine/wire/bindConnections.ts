import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'socket.io'
import { clientAddress } from '../../limits/clientAddress.ts'
import { namedConnection } from './namedConnection.ts'

type Transport = Socket['conn']

/** Record of whoever makes a request. Tokens are hashed: they are compared only. */
interface Origin {
  readonly header: string | undefined
  readonly query: string | undefined
  readonly network: string
  readonly agent: string | undefined
}

/** Names no connection, as those of Engine.IO are never empty and never of such letters. */
const unknownSid = '?'

/**
 * Binds each connection of the polling transport to what opened it: to the token that its client sends with every request, or else
 * to the network and the program that it comes from. Whoever names another's connection is answered by Engine.IO as if there were
 * none, and that one goes on. One that was opened as a WebSocket is one line: no further request can belong to it.
 */
export function bindConnections(engine: Server['engine'], proxies: number): void {
  const openers = new Map<string, Origin>()

  engine.use((request: IncomingMessage, _response: ServerResponse, next: () => void): void => {
    const sid = namedConnection(request)
    const opener = sid === undefined ? undefined : openers.get(sid)
    if (
      sid !== undefined &&
      !(opener && isOf(opener, originOf(request, request.socket.remoteAddress), isUpgrade(request)))
    )
      Reflect.set(queryOf(request), 'sid', unknownSid)
    next()
  })
  engine.on('connection', (transport: Transport) => {
    // Not of the type, though every request names it.
    const id: unknown = Reflect.get(transport, 'id')
    if (typeof id !== 'string' || transport.transport.name !== 'polling') return
    openers.set(id, originOf(transport.request, transport.remoteAddress))
    const forget = () => void openers.delete(id)
    transport.once('upgrade', forget)
    transport.once('close', forget)
  })

  function originOf(request: { readonly headers: IncomingHttpHeaders }, remoteAddress: string | undefined): Origin {
    const { headers } = request
    const token: unknown = Reflect.get(queryOf(request), 'token')
    return {
      header: headers.authorization === undefined ? undefined : hashOf(headers.authorization),
      query: typeof token === 'string' && token !== '' ? hashOf(token) : undefined,
      network: clientAddress(headers, remoteAddress, proxies),
      agent: headers['user-agent'],
    }
  }
}

/** Browsers send no header of a page's own with a WebSocket, and other clients often name no program there. */
function isOf(opener: Origin, asks: Origin, isWebSocket: boolean): boolean {
  if (opener.query !== undefined && asks.query !== opener.query) return false
  const isHeaderLeftOut = isWebSocket && asks.header === undefined
  if (opener.header !== undefined && !isHeaderLeftOut) return asks.header === opener.header
  if (opener.query !== undefined) return true
  const isAgentLeftOut = isWebSocket && asks.agent === undefined
  return asks.network === opener.network && (isAgentLeftOut || asks.agent === opener.agent)
}

const isUpgrade = ({ headers }: IncomingMessage) => headers.upgrade !== undefined
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64')

function queryOf(request: object): object {
  const query: unknown = Reflect.get(request, '_query')
  return typeof query === 'object' && query !== null ? query : {}
}

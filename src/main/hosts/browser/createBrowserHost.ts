import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Capabilities } from '../../../shared/ipc/capabilities.ts'
import { createDispatch } from '../../../shared/ipc/dispatch.ts'
import { bridgePath, pageFrameBytes } from '../../../shared/ipc/frames.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Core } from '../../core/core.ts'
import { describeDefect } from '../../core/runtime/describeDefect.ts'
import type { Log } from '../../core/runtime/log.ts'
import type { Random } from '../../core/runtime/random.ts'
import { createFileAnswers, type FileAnswer } from '../fileAnswers.ts'
import { createRendererFiles, type RendererFile } from '../rendererFiles.ts'
import { StartRefusal } from '../startRefusal.ts'
import { boundUnadmitted } from './boundUnadmitted.ts'
import { createPageKeys } from './pageKeys.ts'
import { serveBridgeSocket } from './serveBridgeSocket.ts'

const address = '127.0.0.1'
const mostPages = 64

export interface BrowserHost {
  readonly port: number
  /** A new link, `http://127.0.0.1:PORT/#TOKEN`. It admits one page, once. */
  readonly newLink: () => string
  /** Stops listening and closes every connection. The core stays as it is. */
  readonly close: () => Promise<void>
}

/**
 * Serves the built renderer and a bridge to `core` on the loopback address. Requests with another `Host` (a rebound name) and
 * connections with another `Origin` or none are refused with 403. `port` 0 is any free one; a port in use throws `StartRefusal`.
 */
export async function createBrowserHost(parts: {
  readonly core: Core
  readonly capabilities: Capabilities
  readonly rendererDir: string
  readonly pageSecret: Uint8Array
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly port: number
}): Promise<BrowserHost> {
  const { core, clock, random, log } = parts
  const pageKeys = createPageKeys({ secret: parts.pageSecret, clock, random })
  const dispatch = createDispatch(core.handlers, (command, error) =>
    log.error({ command, ...describeDefect(error) }, 'a command failed'),
  )
  const server = createServer((request, response) => void answer(request, response))
  const unadmitted = boundUnadmitted(server)
  let pages = 0
  const sockets = new WebSocketServer({ noServer: true, maxPayload: pageFrameBytes, perMessageDeflate: false })
  server.on('upgrade', upgrade)
  const port = await listenOn(server, parts.port)
  const host = `${address}:${port}`
  const readRendererFile = createRendererFiles({
    rendererDir: parts.rendererDir,
    capabilities: parts.capabilities,
    connectTo: [`ws://${host}`],
    newNonce,
  })

  const answerFile = createFileAnswers(core)

  function newNonce(): string {
    return Buffer.from(random.bytes(16)).toString('base64url')
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume()
    if (request.headers.host !== host) return refuse(response, 403)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
    const content = answerFile(new URL(request.url ?? '/', `http://${host}`), request.headers.range)
    if (content) return sendContent(response, content, request.method === 'HEAD')
    const file = await readRendererFile((request.url ?? '/').split('?', 1)[0] ?? '/')
    sendFile(response, file, request.method === 'HEAD')
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { headers, socket: connection } = request
    const isOurs = headers.host === host && headers.origin === `http://${host}` && request.url === bridgePath
    if (!isOurs || pages >= mostPages) {
      log.warn({ origin: headers.origin === `http://${host}`, host: headers.host === host }, 'a connection was refused')
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    unadmitted.bound(connection)
    sockets.handleUpgrade(request, socket, head, (page) => {
      const onAdmitted = () => {
        unadmitted.admit(connection)
        pages += 1
        page.once('close', () => {
          pages -= 1
        })
      }
      serveBridgeSocket(page, { dispatch, listen: core.listen, pageKeys, clock, host, newNonce, onAdmitted })
    })
  }

  return {
    port,
    newLink: () => `http://${host}/#${pageKeys.newToken()}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const page of sockets.clients) page.terminate()
      server.closeAllConnections()
      await closed
    },
  }
}

function listenOn(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const inUse = 'code' in error && error.code === 'EADDRINUSE'
      reject(new StartRefusal(inUse ? `port ${port} is in use` : `port ${port} cannot be listened on`))
    })
    server.listen(port, address, () => {
      const bound = server.address()
      if (bound !== null && typeof bound === 'object') resolve(bound.port)
    })
  })
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end('Refused')
}

/** A content that is gone, or damaged, while it is sent ends the connection: the page is told so by that. */
function sendContent(response: ServerResponse, { status, headers, body }: FileAnswer, withoutBody: boolean): void {
  response.writeHead(status, headers)
  if (!body || withoutBody) {
    body?.destroy()
    response.end()
    return
  }
  body.on('error', () => response.destroy())
  response.on('close', () => body.destroy())
  body.pipe(response)
}

function sendFile(response: ServerResponse, file: RendererFile, withoutBody: boolean): void {
  response.writeHead(file.status, { ...file.headers, 'content-length': file.body.byteLength })
  response.end(withoutBody ? undefined : file.body)
}

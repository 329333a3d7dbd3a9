import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface PathProxy {
  /** The relay, as it is seen from outside: `http://HOST:PORT/PATH`, without a slash at the end. */
  readonly url: string
  /** While refused, a socket cannot be had, of either transport; those that there are end. */
  readonly refuseSockets: (isRefused: boolean) => void
  /** Requests so far, by method and path as they came. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

/** Serves the relay at `port` under a path of a host, as a clinic's proxy does: all else of the host is another program's. */
export async function openPathProxy(port: number, path: string): Promise<PathProxy> {
  const asked: string[] = []
  const sockets = new Set<Duplex>()
  let socketsAreRefused = false

  function forwarded(incoming: IncomingMessage) {
    const { method, url = '/', headers } = incoming
    asked.push(`${method} ${url.split('?', 1)[0]}`)
    if (!url.startsWith(`${path}/`)) return undefined
    const below = url.slice(path.length)
    if (socketsAreRefused && below.startsWith('/socket.io')) return undefined
    return request({ host: '127.0.0.1', port, path: below, headers, ...(method !== undefined && { method }) })
  }

  const server = createServer((incoming, answer) => {
    const onward = forwarded(incoming)
    if (!onward) {
      answer.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Another program</h1>')
      return
    }
    onward.on('response', (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  server.on('upgrade', (incoming, near) => {
    near.on('error', () => near.destroy())
    const onward = forwarded(incoming)
    if (!onward) {
      near.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    onward.on('error', () => near.destroy())
    onward.on('upgrade', (given, far, head) => {
      const lines = Object.entries(given.headers).map(([name, value]) => `${name}: ${String(value)}`)
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
      near.write(head)
      far.on('error', () => near.destroy())
      far.on('close', () => near.destroy())
      near.on('close', () => {
        sockets.delete(near)
        far.destroy()
      })
      sockets.add(near)
      far.pipe(near)
      near.pipe(far)
    })
    onward.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}${path}`,
    asked,
    refuseSockets: (isRefused) => {
      socketsAreRefused = isRefused
      if (isRefused) for (const socket of sockets) socket.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}

import type { IncomingMessage, Server } from 'node:http'

/** Path at which Socket.IO is served. */
export const socketPath = '/socket.io'

/** The client of Socket.IO for browsers, as files below the path: the one that is served is the one that fits. */
export const clientFiles = ['socket.io.js', 'socket.io.min.js', 'socket.io.esm.min.js'] as const

const clientFileForm = /^\/socket\.io\/socket\.io(?:\.esm)?(?:\.min)?\.js(?:\?|$)/

/**
 * Puts Socket.IO on a server by `attach`, and leads requests to it that come at these paths, or below them, as if they had come at its own. Files of
 * its client go to whoever was on the server before: it would take them for a connection.
 */
export function attachSockets(server: Server, paths: readonly string[], attach: () => void): void {
  const before = server.listeners('request')
  attach()
  const after = server.listeners('request')
  server.removeAllListeners('request')

  function lead(request: IncomingMessage): void {
    const { url = '' } = request
    const path = paths.find((one) => url.startsWith(one) && /^(?:[/?]|$)/.test(url.slice(one.length)))
    // Engine.IO wants the slash that clients may leave out.
    if (path !== undefined) request.url = `${socketPath}${url.slice(path.length).replace(/^(?!\/)/, '/')}`
  }
  server.on('request', (request, response) => {
    lead(request)
    const listeners = clientFileForm.test(request.url ?? '') ? before : after
    for (const listener of listeners) Reflect.apply(listener, server, [request, response])
  })
  server.prependListener('upgrade', lead)
}

/** Returns the first of these routes that such a path would take requests of. A `:part` of a route is any, and `*` any rest. */
export function routeAt(path: string, routes: readonly string[]): string | undefined {
  const parts = path.split('/')
  return routes.find((route) => {
    const ofRoute = route.split('/')
    const rest = ofRoute.indexOf('*')
    // Of a route that takes whatever no other does, a path takes nothing that is there.
    if (rest === 0 || rest === 1) return false
    if (rest < 0 && ofRoute.length < parts.length) return false
    return parts.every((part, at) => (rest >= 0 && at >= rest) || part === ofRoute[at] || ofRoute[at]?.startsWith(':'))
  })
}

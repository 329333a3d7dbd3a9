import type { FastifyInstance } from 'fastify'
import type { HttpParts } from './httpParts.ts'

/** Writes one line, and one measurement, for each answered request: its route's pattern, never its address. */
export function logRequests(app: FastifyInstance, { log, metrics }: Pick<HttpParts, 'log' | 'metrics'>): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const { method } = request
    const status = reply.statusCode
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    metrics.requestDuration.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000)
    log.info({ requestId: request.id, method, route, status, durationMs }, 'request answered')
  })
}

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { contentAnswer } from './answers.ts'
import type { HttpParts } from './httpParts.ts'

const healthSchema = z.object({
  status: z.literal('ok'),
  timestamp: z.iso.datetime(),
  service: z.literal('Rounds relay'),
})

const metricsAnswer = { 200: contentAnswer('In the text format of Prometheus', 'text/plain') }

/** What runs the relay asks these: whether it lives, whether it can work, and how it does. None needs a token. */
export function operationRoutes(
  parts: Pick<HttpParts, 'checkReady' | 'census' | 'metrics' | 'now' | 'log'>,
): FastifyPluginAsyncZod {
  const { checkReady, census, metrics, now, log } = parts
  return async (app) => {
    const health = () => ({
      status: 'ok' as const,
      timestamp: new Date(now()).toISOString(),
      service: 'Rounds relay' as const,
    })
    const schema = { tags: ['operation'], response: { 200: healthSchema } }
    app.get('/health', { schema }, async () => health())
    app.get('/ready', { schema }, async () => {
      try {
        await checkReady()
      } catch (error) {
        log.warn({ error }, 'not ready')
        throw error instanceof FailureError ? error : new FailureError('unavailable', 'The store does not answer.')
      }
      return health()
    })
    app.get('/metrics', { schema: { tags: ['operation'], response: metricsAnswer } }, async (_request, reply) => {
      metrics.take(census())
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
  }
}

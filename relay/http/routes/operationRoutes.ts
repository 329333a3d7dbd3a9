import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { contentAnswer } from '../answers.ts'
import type { HttpParts } from '../httpParts.ts'

const healthSchema = z.object({
  status: z.literal('ok'),
  timestamp: z.iso.datetime(),
  service: z.literal('Rounds relay'),
})

const metricsAnswer = { 200: contentAnswer('In the text format of Prometheus', 'text/plain') }

/** Probes for whatever runs the relay: whether it lives, whether it can work, and how it does. None needs a token. */
export function operationRoutes(
  parts: Pick<HttpParts, 'checkReady' | 'readMeasures' | 'now' | 'log'>,
): FastifyPluginAsyncZod {
  const { checkReady, readMeasures, now, log } = parts
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
        const message = error instanceof FailureError ? error.failure.message : 'The store does not answer.'
        throw new FailureError('unavailable', message)
      }
      return health()
    })
    app.get('/metrics', { schema: { tags: ['operation'], response: metricsAnswer } }, async (_request, reply) => {
      const { content, type } = await readMeasures()
      return reply.type(type).send(content)
    })
  }
}

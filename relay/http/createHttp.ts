import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import { type FastifyError, type FastifyInstance, fastify } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { createOriginRule, type OriginRule } from '../engine/originRule.ts'
import { routeAt } from '../engine/wire/attachSockets.ts'
import { BusyError } from '../limits/busyError.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
import { createRefusals } from './describeRefusals.ts'
import { sendFailure, toFailure } from './failureAnswer.ts'
import type { HttpParts } from './httpParts.ts'
import { readJson } from './readJson.ts'
import { logRequests } from './requestLog.ts'
import { allRoutes } from './routes/allRoutes.ts'

/** Ids are checked by their schemas; this is the longest that 128 characters can become in a path, each four bytes of `%XX`. */
const longestParameter = 128 * 12
const requestTimeoutMs = 30_000
/** Headers are short: whoever means them well has sent them by then, however slow the line. */
const headersTimeoutMs = 10_000
/** Interval at which slow requests are looked for. Node's default is 30 s, which doubles what they may take. */
const slowRequestsCheckMs = 2_000
/** A connection over which nothing moves for so long is closed, also one that does not read its answer. Longer than any poll waits. */
const idleTimeoutMs = 120_000

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Rounds relay', description: 'The REST interface of the Rounds relay', version: '1' },
  components: { securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer', bearerFormat: 'JWT' } } },
}

/**
 * The relay's HTTP interface, not yet listening. Its `server` is for the sockets to attach to; `close` waits for the requests
 * under way. Every refusal is JSON: `{ success: false, code, error, retry }`.
 */
export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { log, corsOrigins } = parts

  const app = fastify({
    bodyLimit: limits.frameBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: idleTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: slowRequestsCheckMs },
    trustProxy: (_address, hop) => hop < parts.proxies,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: (error, _request, reply) => {
      // It passes no hook.
      sendFailure(reply.header('cache-control', 'no-store'), toFailure(error))
    },
  }).withTypeProvider<ZodTypeProvider>()
  readJson(app)
  app.setValidatorCompiler(validatorCompiler)
  // Answers are typed by their schemas; to validate them again would cost every page of a catch-up a second walk.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler<FastifyError | FailureError>((error, request, reply) => {
    const failure = toFailure(error)
    // A line that breaks off in the middle of a body is nobody's defect.
    if (failure.kind === 'internal' && error !== request.raw.errored) {
      log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'request failed')
    }
    const isToWait = error instanceof RateLimitedError || error instanceof BusyError
    const retryAfterMs = isToWait ? error.retryAfterMs : undefined
    return sendFailure(reply, failure, { retryAfterMs })
  })
  app.setNotFoundHandler((_request, reply) =>
    sendFailure(reply, { kind: 'notFound', message: 'There is no such route.' }),
  )
  logRequests(app, parts)
  // What is answered is for the one who asked, and stays on no disk on the way; what is public says so itself.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))

  await app.register(helmet)
  const origins = createOriginRule(corsOrigins)
  await app.register(cors, {
    // Browsers grant credentials to no page where any may call.
    ...(origins.isOpen ? { origin: '*' } : { origin: listedOrigin(origins), credentials: true }),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'upload-offset', 'range', 'if-range'],
    exposedHeaders: [
      ...['upload-offset', 'upload-length', 'location', 'retry-after'],
      ...['accept-ranges', 'content-range', 'content-disposition', 'etag'],
    ],
  })
  const routes: string[] = []
  app.addHook('onRoute', ({ url }) => void routes.push(url))
  const refusals = createRefusals()
  const schemaRegistry = refusals.registry
  await app.register(swagger, {
    openapi,
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  })
  await app.register(allRoutes(parts, refusals))
  await app.ready()
  for (const path of parts.socketPaths) {
    const taken = routeAt(path, routes)
    if (taken !== undefined)
      throw new FailureError('invalid', `SOCKET_PATHS has a path of the REST interface, ${taken}: choose another`)
  }
  return app
}

/**
 * Returns a function that decides for the CORS middleware whether pages of an origin may read what is answered. An empty list in place of
 * `false` has it answer the preflight of others, without a header that lets them in.
 */
function listedOrigin({ isListed }: Pick<OriginRule, 'isListed'>) {
  return (origin: string | undefined, decide: (error: Error | null, allowed: true | string[]) => void) =>
    decide(null, origin !== undefined && isListed(origin) ? true : [])
}

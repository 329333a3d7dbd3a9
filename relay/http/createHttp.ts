import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import { type FastifyError, type FastifyInstance, fastify, type RouteOptions } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import type { FailureError } from '../../src/shared/model/failure.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
import { adminRoutes } from './adminRoutes.ts'
import { attachmentRoutes } from './attachmentRoutes.ts'
import { askerOf, requireToken } from './authentication.ts'
import { authRoutes } from './authRoutes.ts'
import { createRefusals, refusalsOf } from './describeRefusals.ts'
import { dialectRoutes, socketRoutes } from './dialectRoutes.ts'
import { sendFailure, toFailure } from './failureAnswer.ts'
import type { HttpParts } from './httpParts.ts'
import { invitationRoutes, keepInvitedWithin } from './invitationRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import { notificationRoutes } from './notificationRoutes.ts'
import { operationRoutes } from './operationRoutes.ts'
import { patientRoutes } from './patientRoutes.ts'
import { readJson, takeTextAsJson } from './readJson.ts'
import { referenceRoutes } from './referenceRoutes.ts'
import { logRequests } from './requestLog.ts'
import { sessionRoutes } from './sessionRoutes.ts'
import { syncRoutes } from './syncRoutes.ts'
import { userRoutes } from './userRoutes.ts'

/** Ids are checked by their schemas; this is the longest that 128 characters can become in a path, each four bytes of `%XX`. */
const longestParameter = 128 * 12
const requestTimeoutMs = 30_000
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
  const { log, corsOrigins, limit } = parts

  const app = fastify({
    bodyLimit: limits.frameBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: idleTimeoutMs,
    trustProxy: (_address, hop) => hop < parts.proxies,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: (error, _request, reply) => {
      sendFailure(reply, toFailure(error))
    },
  }).withTypeProvider<ZodTypeProvider>()
  readJson(app)
  app.setValidatorCompiler(validatorCompiler)
  // Answers are typed by their schemas; to validate them again would cost every page of a catch-up a second walk.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler<FastifyError | FailureError>((error, request, reply) => {
    const failure = toFailure(error)
    if (failure.kind === 'internal') {
      log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'request failed')
    }
    const retryAfterMs = error instanceof RateLimitedError ? error.retryAfterMs : undefined
    return sendFailure(reply, failure, { retryAfterMs })
  })
  app.setNotFoundHandler((_request, reply) =>
    sendFailure(reply, { kind: 'notFound', message: 'There is no such route.' }),
  )
  logRequests(app, parts)

  await app.register(helmet)
  await app.register(cors, {
    origin: corsOrigins === '*' ? '*' : [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'upload-offset', 'range', 'if-range'],
    exposedHeaders: [
      ...['upload-offset', 'upload-length', 'location', 'retry-after'],
      ...['accept-ranges', 'content-range', 'content-disposition', 'etag'],
    ],
  })
  const refusals = createRefusals()
  const schemaRegistry = refusals.registry
  await app.register(swagger, {
    openapi,
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  })
  /** Tells the reference what the routes of a scope may refuse with. */
  function describe(scope: FastifyInstance, passage: Parameters<typeof refusalsOf>[1]): void {
    scope.addHook('onRoute', (route: RouteOptions) => {
      const told = refusalsOf(route, passage).map((status) => [status, refusals.of[status]])
      const { response = {} } = route.schema ?? {}
      route.schema = { ...route.schema, response: { ...Object.fromEntries(told), ...Object(response) } }
    })
  }

  await app.register(async (unlimited) => {
    describe(unlimited, 'unlimited')
    await unlimited.register(operationRoutes(parts))
  })
  await app.register(async (limited) => {
    takeTextAsJson(limited)
    limited.addHook('onRequest', ({ ip }) => limit('requestFromAddress', ip))
    await limited.register(async (open) => {
      describe(open, 'open')
      await open.register(authRoutes(parts))
      await open.register(patientRoutes(parts))
      await open.register(socketRoutes(parts))
      await open.register(referenceRoutes())
    })
    await limited.register(guardedRoutes)
  })
  async function guardedRoutes(guarded: FastifyInstance): Promise<void> {
    requireToken(guarded, parts.verifyToken)
    guarded.addHook('onRequest', (request) => limit('requestAsUser', askerOf(request).userId))
    guarded.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, security: [{ bearer: [] }] }
    })
    describe(guarded, 'guarded')
    keepInvitedWithin(guarded)
    await guarded.register(userRoutes(parts))
    await guarded.register(invitationRoutes(parts))
    await guarded.register(sessionRoutes(parts))
    await guarded.register(messageRoutes(parts))
    await guarded.register(dialectRoutes(parts))
    await guarded.register(attachmentRoutes(parts))
    await guarded.register(adminRoutes(parts))
    await guarded.register(notificationRoutes(parts))
    await guarded.register(syncRoutes(parts))
  }

  await app.ready()
  return app
}

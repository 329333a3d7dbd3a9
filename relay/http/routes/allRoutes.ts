import type { FastifyInstance, RouteOptions } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { nextTurnOfLoop } from '../../sessions/sync/pause.ts'
import { addressOf, principalOf, requireToken } from '../authentication.ts'
import { type Refusals, refusalsOf } from '../describeRefusals.ts'
import type { HttpParts } from '../httpParts.ts'
import { takeTextAsJson } from '../readJson.ts'
import { adminRoutes } from './adminRoutes.ts'
import { attachmentRoutes } from './attachmentRoutes.ts'
import { authRoutes } from './authRoutes.ts'
import { clinicRoutes } from './clinicRoutes.ts'
import { draftRoutes } from './draftRoutes.ts'
import { invitationRoutes, keepInvitedWithin } from './invitationRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import { notificationRoutes } from './notificationRoutes.ts'
import { operationRoutes } from './operationRoutes.ts'
import { patientRoutes } from './patientRoutes.ts'
import { referenceRoutes } from './referenceRoutes.ts'
import { sessionRoutes } from './sessionRoutes.ts'
import { syncRoutes } from './syncRoutes.ts'
import { uploadRoutes } from './uploadRoutes.ts'
import { userRoutes } from './userRoutes.ts'

/** Every route under what it has to pass first: nothing, the limit on addresses, or that and a token. */
export function allRoutes(parts: HttpParts, refusals: Refusals): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(unlimitedRoutes(parts, refusals))
    await app.register(limitedRoutes(parts, refusals))
  }
}

function unlimitedRoutes(parts: HttpParts, refusals: Refusals): FastifyPluginAsyncZod {
  return async (unlimited) => {
    describe(unlimited, 'unlimited', refusals)
    await unlimited.register(operationRoutes(parts))
  }
}

function limitedRoutes(parts: HttpParts, refusals: Refusals): FastifyPluginAsyncZod {
  return async (limited) => {
    takeTextAsJson(limited)
    limited.addHook('onRequest', (request) => parts.limit('requestFromAddress', addressOf(request, parts.proxies)))
    await limited.register(openRoutes(parts, refusals))
    await limited.register(guardedRoutes(parts, refusals))
  }
}

function openRoutes(parts: HttpParts, refusals: Refusals): FastifyPluginAsyncZod {
  return async (open) => {
    describe(open, 'open', refusals)
    await open.register(authRoutes(parts))
    await open.register(patientRoutes(parts))
    for (const routes of parts.otherRoutes.open) await open.register(routes(principalOf))
    await open.register(documentRoutes(parts))
  }
}

function documentRoutes({ limit, asyncapi }: Pick<HttpParts, 'limit' | 'asyncapi'>): FastifyPluginAsyncZod {
  return async (documents) => {
    documents.addHook('onRequest', ({ ip }) => limit('documentFromAddress', ip))
    // They are large, and nobody waits for a conversation in them: one in a turn.
    documents.addHook('onRequest', nextTurnOfLoop)
    await documents.register(referenceRoutes(asyncapi))
  }
}

function guardedRoutes(parts: HttpParts, refusals: Refusals): FastifyPluginAsyncZod {
  return async (guarded) => {
    requireToken(guarded, parts.verifyToken, parts.proxies)
    guarded.addHook('onRequest', (request) => parts.limit('requestAsUser', principalOf(request).userId))
    guarded.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, security: [{ bearer: [] }] }
    })
    describe(guarded, 'guarded', refusals)
    keepInvitedWithin(guarded)
    await guarded.register(userRoutes(parts))
    await guarded.register(invitationRoutes(parts))
    await guarded.register(sessionRoutes(parts))
    await guarded.register(messageRoutes(parts))
    for (const routes of parts.otherRoutes.guarded) await guarded.register(routes(principalOf))
    await guarded.register(uploadRoutes(parts))
    await guarded.register(attachmentRoutes(parts))
    await guarded.register(adminRoutes(parts))
    await guarded.register(notificationRoutes(parts))
    await guarded.register(syncRoutes(parts))
    await guarded.register(clinicRoutes(parts))
    await guarded.register(draftRoutes(parts))
  }
}

/** Adds to the reference what the routes of a scope may refuse with. */
function describe(scope: FastifyInstance, passage: Parameters<typeof refusalsOf>[1], refusals: Refusals): void {
  scope.addHook('onRoute', (route: RouteOptions) => {
    const possible = refusalsOf(route, passage).map((status) => [status, refusals.of[status]])
    const { response = {} } = route.schema ?? {}
    route.schema = { ...route.schema, response: { ...Object.fromEntries(possible), ...Object(response) } }
  })
}

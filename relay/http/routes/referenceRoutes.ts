import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { down } from '../../../src/shared/protocol/down.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import { contentAnswer } from '../answers.ts'
import { madeOnce } from '../madeOnce.ts'
import { type ReferenceRoute, referenceStyle, renderReference } from '../renderReference.ts'
import { createSharedDocument, sendSharedDocument } from '../sharedDocument.ts'

const contentSchema = z.record(z.string(), z.object({ schema: z.unknown() })).optional()
const operationSchema = z.object({
  tags: z.array(z.string()).default(['other']),
  summary: z.string().default(''),
  security: z.array(z.unknown()).default([]),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: z.unknown() })).default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: contentSchema })).default({}),
})
const openapiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })

const schemaOf = (content: z.output<typeof contentSchema>) => Object.values(content ?? {})[0]?.schema
const styleHash = createHash('sha256').update(referenceStyle).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const json = 'application/json; charset=utf-8'

/**
 * The reference: the OpenAPI and AsyncAPI documents, and a page that shows the routes. None needs a token; each is made once, before the
 * first request.
 */
export function referenceRoutes(asyncapiText: () => string): FastifyPluginAsyncZod {
  return async (app) => {
    const tags = ['reference']
    const described = madeOnce(() => app.swagger())
    const openapi = madeOnce(() => createSharedDocument(JSON.stringify(described()), json))
    const asyncapi = madeOnce(() => createSharedDocument(asyncapiText(), json))
    const page = madeOnce(() => {
      const events = [...Object.keys(up), ...Object.keys(down)]
      return createSharedDocument(renderReference(routesOf(described()), events), 'text/html; charset=utf-8')
    })
    // It takes a while, in which nobody who talks is to wait.
    app.addHook('onReady', async () => {
      openapi()
      asyncapi()
      page()
    })
    const held = { 304: contentAnswer('The caller has it', json) }
    const document = { 200: contentAnswer('The document', 'application/json'), ...held }
    app.get('/api/openapi.json', { schema: { tags, summary: 'This document', response: document } }, (request, reply) =>
      sendSharedDocument(request, reply, openapi()),
    )
    app.get(
      '/docs/asyncapi.json',
      { schema: { tags, summary: 'The events of the sockets', response: document } },
      (request, reply) => sendSharedDocument(request, reply, asyncapi()),
    )
    const pageAnswer = { 200: contentAnswer('The page', 'text/html'), ...held }
    app.get('/docs', { schema: { tags, summary: 'A page of both', response: pageAnswer } }, (request, reply) =>
      sendSharedDocument(request, reply.header('content-security-policy', policy), page()),
    )
  }
}

const isGranted = (status: string) => status < '4'

function routesOf(document: unknown): ReferenceRoute[] {
  return Object.entries(openapiSchema.parse(document).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      tag: operation.tags[0] ?? 'other',
      summary: operation.summary,
      needsToken: operation.security.length > 0,
      parameters: operation.parameters,
      body: schemaOf(operation.requestBody?.content),
      answers: Object.fromEntries(
        Object.entries(operation.responses)
          .filter(([status]) => isGranted(status))
          .map(([status, { content }]) => [status, schemaOf(content)]),
      ),
      refusals: Object.entries(operation.responses)
        .filter(([status]) => !isGranted(status))
        .map(([status, { description }]) => ({ status, description })),
    })),
  )
}

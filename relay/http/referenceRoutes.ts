import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { down } from '../../src/shared/protocol/down.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { createAsyncapi } from '../reference/createAsyncapi.ts'
import { type ReferenceRoute, referenceStyle, renderReference } from '../reference/renderReference.ts'
import { contentAnswer } from './answers.ts'

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

/** The reference: the OpenAPI and AsyncAPI documents, and a page that shows the routes. None needs a token. */
export function referenceRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    const tags = ['reference']
    const document = { 200: contentAnswer('The document', 'application/json') }
    app.get('/api/openapi.json', { schema: { tags, summary: 'This document', response: document } }, async () =>
      app.swagger(),
    )
    app.get(
      '/docs/asyncapi.json',
      { schema: { tags, summary: 'The events of the sockets', response: document } },
      async () => createAsyncapi(),
    )
    app.get(
      '/docs',
      { schema: { tags, summary: 'A page of both', response: { 200: contentAnswer('The page', 'text/html') } } },
      (_request, reply) =>
        reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', policy)
          .send(renderReference(routesOf(app.swagger()), [...Object.keys(up), ...Object.keys(down)])),
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

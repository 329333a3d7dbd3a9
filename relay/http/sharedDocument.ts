import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A document that is the same for everyone, as bytes, with what names this very version of it. */
export interface SharedDocument {
  readonly content: Buffer
  readonly type: string
  readonly etag: string
}

export function createSharedDocument(content: string, type: string): SharedDocument {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
  return { content: Buffer.from(content), type, etag }
}

/** Sends the document, or 304 to those who have it. */
export function sendSharedDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { content, type, etag }: SharedDocument,
): FastifyReply {
  reply.headers({ etag, 'cache-control': 'no-cache' })
  const held = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  if (held.includes(etag) || held.includes('*')) return reply.code(304).send()
  return reply.type(type).send(content)
}

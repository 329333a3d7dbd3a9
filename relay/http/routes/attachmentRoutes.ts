import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { contentAnswer } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import { sendFailure } from '../failureAnswer.ts'
import type { HttpParts } from '../httpParts.ts'
import { readRange } from '../readRange.ts'

/** The type is that of the content, whatever it is. */
const contentAnswers = {
  200: contentAnswer('The content', 'application/octet-stream'),
  206: contentAnswer('The part of it that Range asks for', 'application/octet-stream'),
  416: contentAnswer('Range begins behind the end of the content', 'application/json'),
}
const getHeadersSchema = z.object({ range: z.string().optional(), 'if-range': z.string().optional() })

/** Files of messages, read by who may see the message. */
export function attachmentRoutes({ attachments }: Pick<HttpParts, 'attachments'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/api/attachments/:id',
      {
        exposeHeadRoute: false,
        schema: {
          tags: ['attachments'],
          summary: 'The content, or the part of it that Range asks for; ETag is its SHA-256',
          params: z.object({ id: attachmentIdSchema }),
          headers: getHeadersSchema,
          response: contentAnswers,
        },
      },
      async (request, reply) => {
        const { attachment, open } = await attachments.read(principalOf(request), request.params.id)
        const { mediaType, bytes, name, sha256 } = attachment
        const etag = `"${sha256}"`
        const { range, 'if-range': onlyOf = etag } = request.headers
        const part = onlyOf === etag ? readRange(range, bytes) : undefined
        reply.headers({ 'accept-ranges': 'bytes', etag })
        if (part === 'unsatisfiable') {
          reply.header('content-range', `bytes */${bytes}`)
          return sendFailure(
            reply,
            { kind: 'invalid', message: `Range: the content has ${bytes} bytes.` },
            { status: 416 },
          )
        }
        if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${bytes}`)
        return reply
          .type(mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType)
          .headers({
            'content-length': part ? part.end - part.start + 1 : bytes,
            // Whatever it is, it is saved and not shown as a page of this origin.
            'content-disposition': `attachment; filename*=UTF-8''${encodeFileName(name)}`,
            'content-security-policy': "default-src 'none'; sandbox",
          })
          .send(open(part))
      },
    )
  }
}

function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { attachmentIdSchema } from '../../src/shared/model/attachment.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { attachmentPostSchema, uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import type { UploadState } from '../attachments/attachmentUseCases.ts'
import { contentAnswer, doneSchema, sessionParamsSchema } from './answers.ts'
import { askerOf } from './authentication.ts'
import { sendFailure } from './failureAnswer.ts'
import type { HttpParts } from './httpParts.ts'
import { readRange } from './readRange.ts'

const path = '/api/attachments/:id'
const paramsSchema = z.object({ id: attachmentIdSchema })
/** What the content of an upload is sent as. */
export const uploadContentType = 'application/offset+octet-stream'
const offsetExpected = 'must be the number of bytes that are there'
const patchHeadersSchema = z.object({
  'upload-offset': z
    .string({ error: offsetExpected })
    .regex(/^\d{1,15}$/, offsetExpected)
    .transform(Number),
})
/** The type is that of the content, whatever it is. */
const contentAnswers = {
  200: contentAnswer('The content', 'application/octet-stream'),
  206: contentAnswer('The part of it that Range asks for', 'application/octet-stream'),
  416: contentAnswer('Range begins behind the end of the content', 'application/json'),
}
const getHeadersSchema = z.object({ range: z.string().optional(), 'if-range': z.string().optional() })

/** Files of messages: begun with their size and hash, sent in as many parts as it takes, and read by who may see the message. */
export function attachmentRoutes({
  attachments,
  limit,
}: Pick<HttpParts, 'attachments' | 'limit'>): FastifyPluginAsyncZod {
  return async (app) => {
    // The content is taken from the wire as it comes, and never held in memory.
    app.addContentTypeParser(uploadContentType, (_request, payload, done) => done(null, payload))

    app.post(
      '/api/sessions/:id/attachments',
      {
        schema: {
          tags: ['attachments'],
          summary: 'Begins an upload',
          params: sessionParamsSchema,
          body: attachmentPostSchema,
          response: { 201: uploadStateSchema },
        },
      },
      async (request, reply) => {
        const asker = askerOf(request)
        await limit('uploadAsUser', asker.userId)
        const upload = await attachments.begin(asker, request.params.id, request.body)
        reply.code(201).header('location', `/api/attachments/${upload.id}`)
        return told(reply, upload)
      },
    )
    app.head(
      path,
      {
        // Others are what their GET is without its body, and go without saying.
        config: { swagger: { exposeHeadRoute: true } },
        schema: {
          tags: ['attachments'],
          summary: 'Tells how far an own upload has come',
          params: paramsSchema,
          response: {
            200: contentAnswer(
              'Upload-Offset: the bytes that are there; Upload-Length: all of them',
              'application/octet-stream',
            ),
          },
        },
      },
      async (request, reply) => {
        told(reply, await attachments.state(askerOf(request), request.params.id))
        return reply.send()
      },
    )
    app.patch(
      path,
      {
        bodyLimit: limits.attachmentBytes,
        schema: {
          tags: ['attachments'],
          summary: 'Adds bytes to an own upload, from Upload-Offset on; ends it with the last one',
          consumes: [uploadContentType],
          params: paramsSchema,
          headers: patchHeadersSchema,
          response: { 200: uploadStateSchema },
        },
      },
      async (request, reply) => {
        const offset = request.headers['upload-offset']
        if (!isContent(request.body)) throw new FailureError('invalid', `body: must be sent as ${uploadContentType}`)
        const source = request.body
        return told(reply, await attachments.append(askerOf(request), request.params.id, offset, source))
      },
    )
    app.delete(
      path,
      {
        schema: {
          tags: ['attachments'],
          summary: 'Gives up an own upload that was not sent',
          params: paramsSchema,
          response: { 200: doneSchema },
        },
      },
      async (request) => {
        await attachments.discard(askerOf(request), request.params.id)
        return { success: true as const }
      },
    )
    app.get(
      path,
      {
        exposeHeadRoute: false,
        schema: {
          tags: ['attachments'],
          summary: 'The content, or the part of it that Range asks for; ETag is its SHA-256',
          params: paramsSchema,
          headers: getHeadersSchema,
          response: contentAnswers,
        },
      },
      async (request, reply) => {
        const { attachment, open } = await attachments.read(askerOf(request), request.params.id)
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
            'cache-control': 'private, no-store',
          })
          .send(open(part))
      },
    )
  }
}

function told(reply: FastifyReply, upload: UploadState): UploadState {
  reply.headers({ 'upload-offset': upload.offset, 'upload-length': upload.bytes, 'cache-control': 'no-store' })
  return upload
}

function isContent(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { attachmentPostSchema, uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import type { UploadState } from '../../attachments/attachmentUseCases.ts'
import { contentAnswer, doneSchema, sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const path = '/api/attachments/:id'
const paramsSchema = z.object({ id: attachmentIdSchema })
/** Content type of the bytes of an upload. */
const uploadContentType = 'application/offset+octet-stream'
const offsetExpected = 'must be the number of bytes that are there'
const patchHeadersSchema = z.object({
  'upload-offset': z
    .string({ error: offsetExpected })
    .regex(/^\d{1,15}$/, offsetExpected)
    .transform(Number),
})

const beginOptions = {
  schema: {
    tags: ['attachments'],
    summary: 'Begins an upload',
    params: sessionParamsSchema,
    body: attachmentPostSchema,
    response: { 201: uploadStateSchema },
  },
}
const stateOptions = {
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
}
const appendOptions = {
  bodyLimit: limits.attachmentBytes,
  schema: {
    tags: ['attachments'],
    summary: 'Adds bytes to an own upload, from Upload-Offset on; ends it with the last one',
    consumes: [uploadContentType],
    params: paramsSchema,
    headers: patchHeadersSchema,
    response: { 200: uploadStateSchema },
  },
}
const discardOptions = {
  schema: {
    tags: ['attachments'],
    summary: 'Gives up an own upload that was not sent',
    params: paramsSchema,
    response: { 200: doneSchema },
  },
}

/** Uploads: begun with their size and hash, sent in as many parts as it takes, given up. */
export function uploadRoutes({ attachments, limit }: Pick<HttpParts, 'attachments' | 'limit'>): FastifyPluginAsyncZod {
  return async (app) => {
    // The content is taken from the wire as it comes, and never held in memory.
    app.addContentTypeParser(uploadContentType, (_request, payload, done) => done(null, payload))

    app.post('/api/sessions/:id/attachments', beginOptions, async (request, reply) => {
      const principal = principalOf(request)
      await limit('uploadAsUser', principal.userId)
      const upload = await attachments.begin(principal, request.params.id, request.body)
      reply.code(201).header('location', `/api/attachments/${upload.id}`)
      return withUploadHeaders(reply, upload)
    })
    app.head(path, stateOptions, async (request, reply) => {
      withUploadHeaders(reply, await attachments.state(principalOf(request), request.params.id))
      return reply.send()
    })
    app.patch(path, appendOptions, async (request, reply) => {
      const offset = request.headers['upload-offset']
      if (!isContent(request.body)) throw new FailureError('invalid', `body: must be sent as ${uploadContentType}`)
      const source = request.body
      return withUploadHeaders(reply, await attachments.append(principalOf(request), request.params.id, offset, source))
    })
    app.delete(path, discardOptions, async (request) => {
      await attachments.discard(principalOf(request), request.params.id)
      return { success: true as const }
    })
  }
}

function withUploadHeaders(reply: FastifyReply, upload: UploadState): UploadState {
  reply.headers({ 'upload-offset': upload.offset, 'upload-length': upload.bytes })
  return upload
}

function isContent(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

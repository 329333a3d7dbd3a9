import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { clientFiles, socketPath } from '../../engine/wire/attachSockets.ts'
import { contentAnswer } from '../answers.ts'
import { createSharedDocument, sendSharedDocument } from '../sharedDocument.ts'

const script = 'text/javascript; charset=utf-8'

/** Folder in which Socket.IO has its client for browsers. */
const clientDir = join(dirname(createRequire(import.meta.url).resolve('socket.io/package.json')), 'client-dist')

/** The client of Socket.IO for pages that load it from where they connect to; pages of other origins may run it too. */
export function socketClientRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    const response = { 200: contentAnswer('The script', script), 304: contentAnswer('The caller has it', script) }
    const schema = { tags: ['dialects'], summary: 'The client of Socket.IO for browsers', response }
    for (const file of clientFiles) {
      const document = createSharedDocument(await readFile(join(clientDir, file), 'utf8'), script)
      app.get(`${socketPath}/${file}`, { schema }, (request, reply) =>
        sendSharedDocument(request, reply.header('cross-origin-resource-policy', 'cross-origin'), document),
      )
    }
  }
}

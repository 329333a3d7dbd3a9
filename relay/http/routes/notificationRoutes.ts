import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { instantMsSchema } from '../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../src/shared/model/notification.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import {
  announcementAnswerSchema,
  announcementSchema,
  hasPlaceOfId,
  notificationListAckSchema,
  notificationReadAckSchema,
  notificationReadAllAckSchema,
  placeOfIdMissing,
} from '../../../src/shared/protocol/notification.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const querySchema = z
  .object({
    before: z.coerce.number().pipe(instantMsSchema).optional(),
    beforeId: notificationIdSchema.optional(),
    limit: z.coerce.number().pipe(z.int().min(1).max(limits.notificationsPerPage)).default(50),
    unread: z.enum(['true', 'false']).default('false'),
  })
  .refine(hasPlaceOfId, placeOfIdMissing)
const [pageSchema] = notificationListAckSchema.options
const [readSchema] = notificationReadAckSchema.options
const [readAllSchema] = notificationReadAllAckSchema.options
const tags = ['notifications']

/** Notifications for those without a socket: the socket's requests, and announcements of administrators. */
export function notificationRoutes({ notifications }: Pick<HttpParts, 'notifications'>): FastifyPluginAsyncZod {
  const success = true as const
  return async (app) => {
    app.get(
      '/api/notifications',
      { schema: { tags, querystring: querySchema, response: { 200: pageSchema } } },
      async (request) => {
        const { before, beforeId, limit, unread } = request.query
        const query = { before, beforeId, limit, unreadOnly: unread === 'true' }
        return { success, ...(await notifications.list(principalOf(request), query)) }
      },
    )
    app.post(
      '/api/notifications',
      { schema: { tags, body: announcementSchema, response: { 200: announcementAnswerSchema } } },
      async (request) => await notifications.announce(principalOf(request), request.body),
    )
    app.post(
      '/api/notifications/:id/read',
      { schema: { tags, params: z.object({ id: notificationIdSchema }), response: { 200: readSchema } } },
      async (request) => ({ success, ...(await notifications.read(principalOf(request), request.params.id)) }),
    )
    app.post('/api/notifications/read', { schema: { tags, response: { 200: readAllSchema } } }, async (request) => ({
      success,
      ...(await notifications.readAll(principalOf(request))),
    }))
  }
}

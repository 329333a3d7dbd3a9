import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'

export const invitationIdSchema = z.uuid().toLowerCase().brand<'InvitationId'>()
export type InvitationId = z.infer<typeof invitationIdSchema>

/**
 * Key that a page generates, and with which it proves from then on that the invitation is its own: 32 random bytes in base64url.
 */
export const pageKeySchema = z.string().regex(/^[\w-]{43}$/, 'a key is 32 bytes in base64url')

/**
 * Body of `POST /api/sessions/:id/invitations`: for which patient of the session, when it has several, and for how many minutes
 * the link can be opened.
 */
export const invitationPostSchema = z.object({
  userId: userIdSchema.optional(),
  lifeMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(60),
})

/** The link to be given to the patient, and until when it can be opened. */
export const invitationAnswerSchema = z.object({ url: z.url(), expiresAt: instantMsSchema })

/** A link into a session: whose, whether a page has opened it, and whether it was taken back or replaced. */
export const listedInvitationSchema = z.object({
  id: invitationIdSchema,
  userId: userIdSchema,
  createdAt: instantMsSchema,
  expiresAt: instantMsSchema,
  opened: z.boolean(),
  revoked: z.boolean(),
})
export type ListedInvitation = z.infer<typeof listedInvitationSchema>
/** Answer to `GET /api/sessions/:id/invitations`, the oldest first. */
export const listedInvitationsSchema = z.object({ invitations: z.array(listedInvitationSchema) })
/** Answer to `DELETE /api/sessions/:id/invitations`: how many stood until then. */
export const revokedInvitationsSchema = z.object({ revoked: z.int().min(0) })

/**
 * Body of `POST /api/invitations/exchange`. The first key that comes with an invitation is the one that it belongs to: the same
 * key again gets the same answer, another one is refused.
 */
export const invitationExchangeSchema = z.object({ invitation: z.string().min(1).max(2048), key: pageKeySchema })

/**
 * Body of `POST /api/invitations/renew`. `hasUnsent`: the page has messages that were not sent; where the session has ended, its
 * staff is notified that the patient tried to write.
 */
export const invitationRenewSchema = z.object({
  invitationId: invitationIdSchema,
  key: pageKeySchema,
  hasUnsent: z.boolean().optional(),
})

/**
 * A token for the patient, good for this one session until `expiresAt`; to be renewed for as long as the session is active. `now`: the relay's clock.
 */
export const invitedTokenSchema = z.object({
  invitationId: invitationIdSchema,
  sessionId: sessionIdSchema,
  token: z.string(),
  expiresAt: instantMsSchema,
  now: instantMsSchema.optional(),
  user: z.object({ id: userIdSchema, name: z.string() }),
})
export type InvitedToken = z.infer<typeof invitedTokenSchema>

export const invitationPaths = {
  of: (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/invitations`,
  exchange: '/api/invitations/exchange',
  renew: '/api/invitations/renew',
} as const

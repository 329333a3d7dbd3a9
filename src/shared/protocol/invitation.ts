import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'

export const invitationIdSchema = z.uuid().toLowerCase().brand<'InvitationId'>()
export type InvitationId = z.infer<typeof invitationIdSchema>

/** What a page makes for itself, and proves with from then on that the invitation is its own: 32 random bytes in base64url. */
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

/**
 * Body of `POST /api/invitations/exchange`. The first key that comes with an invitation is the one that it belongs to: the same
 * key again gets the same answer, another one is refused.
 */
export const invitationExchangeSchema = z.object({ invitation: z.string().min(1).max(2048), key: pageKeySchema })

/** Body of `POST /api/invitations/renew`. */
export const invitationRenewSchema = z.object({ invitationId: invitationIdSchema, key: pageKeySchema })

/** A token for the patient, good for this one session until `expiresAt`; to be renewed for as long as the session is active. */
export const invitedTokenSchema = z.object({
  invitationId: invitationIdSchema,
  sessionId: sessionIdSchema,
  token: z.string(),
  expiresAt: instantMsSchema,
  user: z.object({ id: userIdSchema, name: z.string() }),
})
export type InvitedToken = z.infer<typeof invitedTokenSchema>

export const invitationPaths = {
  exchange: '/api/invitations/exchange',
  renew: '/api/invitations/renew',
} as const

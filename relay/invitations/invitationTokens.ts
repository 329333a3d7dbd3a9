import { createHmac } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { sessionIdSchema, type UserId, userIdSchema } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type InvitationId, invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import type { TokenKey } from '../accounts/tokenSettings.ts'

/** Claims of an invited patient's token; it is good for this session alone. */
export interface InvitedClaims {
  readonly invitationId: InvitationId
  readonly sessionId: z.infer<typeof sessionIdSchema>
  readonly userId: UserId
  readonly name: string
}

/** Claims of a token, or the reason why it is refused. */
export type Read<Claims> = (Claims & { readonly expiresAtMs: number }) | { readonly refused: 'invalid' | 'expired' }

/** Signs and reads what links carry, and what they are exchanged for. Neither is good in place of the other, or as a token of an account. */
export interface InvitationTokens {
  readonly signInvitation: (id: InvitationId, expiresAtMs: number) => Promise<string>
  readonly readInvitation: (token: string) => Promise<Read<{ readonly invitationId: InvitationId }>>
  readonly signInvited: (claims: InvitedClaims, expiresAtMs: number) => Promise<string>
  readonly readInvited: (token: string) => Promise<Read<InvitedClaims>>
}

const invitationType = 'invitation+jwt'
const invitedType = 'invited+jwt'

const invitationSchema = z.object({ jti: invitationIdSchema, exp: z.int() })
const invitedSchema = z.object({
  jti: invitationIdSchema,
  sub: userIdSchema,
  name: z.string().min(1),
  sessionId: sessionIdSchema,
  exp: z.int(),
})

/**
 * Derives the key that signs invitations from the relay's own secret; undefined when it has none, because tokens come from an
 * identity provider. It is another key than that of accounts' tokens, so that no verifier can take one for the other.
 */
export function invitationKeyOf(key: TokenKey, ownSecret: Uint8Array | null): Uint8Array | undefined {
  const secret = ownSecret ?? (key.kind === 'secret' ? key.secret : undefined)
  return secret && createHmac('sha256', secret).update('rounds invitations').digest()
}

/** Returns whether a token claims to be an invited patient's. */
export function claimsToBeInvited(token: string): boolean {
  const [header = ''] = token.split('.', 1)
  return header === Buffer.from(JSON.stringify({ alg: 'HS256', typ: invitedType })).toString('base64url')
}

/** Tokens under this key (HS256). Times are ms since 1970, of which a token keeps whole seconds. */
export function createInvitationTokens(key: Uint8Array, clock: Pick<Clock, 'now'>): InvitationTokens {
  const sign = (claims: JWTPayload, typ: string, expiresAtMs: number) =>
    new SignJWT({ ...claims, exp: Math.floor(expiresAtMs / 1000) }).setProtectedHeader({ alg: 'HS256', typ }).sign(key)

  async function verify(token: string, typ: string): Promise<JWTPayload | { readonly refused: 'invalid' | 'expired' }> {
    try {
      const options = { algorithms: ['HS256'], typ, requiredClaims: ['exp'], currentDate: new Date(clock.now()) }
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      return { refused: error instanceof errors.JWTExpired ? 'expired' : 'invalid' }
    }
  }

  return {
    signInvitation: (id, expiresAtMs) => sign({ jti: id }, invitationType, expiresAtMs),
    readInvitation: async (token) => {
      const payload = await verify(token, invitationType)
      if (isRefused(payload)) return payload
      const claims = invitationSchema.safeParse(payload)
      if (!claims.success) return { refused: 'invalid' }
      return { invitationId: claims.data.jti, expiresAtMs: claims.data.exp * 1000 }
    },
    signInvited: ({ invitationId, sessionId, userId, name }, expiresAtMs) =>
      sign({ jti: invitationId, sub: userId, name, sessionId }, invitedType, expiresAtMs),
    readInvited: async (token) => {
      const payload = await verify(token, invitedType)
      if (isRefused(payload)) return payload
      const claims = invitedSchema.safeParse(payload)
      if (!claims.success) return { refused: 'invalid' }
      const { jti, sub, name, sessionId, exp } = claims.data
      return { invitationId: jti, userId: sub, name, sessionId, expiresAtMs: exp * 1000 }
    },
  }
}

function isRefused(read: object): read is { readonly refused: 'invalid' | 'expired' } {
  return 'refused' in read
}

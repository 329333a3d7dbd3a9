import { z } from 'zod'
import { deviceIdSchema } from '../model/ids.ts'

/** The namespace of the native protocol. */
export const nativeNamespace = '/rounds'

/** `auth` of the Socket.IO handshake on the native namespace. */
export const handshakeSchema = z.object({
  token: z.string().min(1),
  protocol: z.int(),
  device: z.object({ id: deviceIdSchema, name: z.string().max(100) }),
})
export type Handshake = z.infer<typeof handshakeSchema>

/** The messages of `connect_error`, letter for letter; clients distinguish the cases by them. */
export const handshakeRefusals = {
  noToken: 'Authentication error: No token provided',
  invalidToken: 'Authentication error: Invalid token',
  tokenExpired: 'Authentication error: Token expired',
  tokenNotYetValid: 'Authentication error: Token not valid yet',
  protocol: 'Protocol not supported',
} as const

import type { Socket } from 'socket.io'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import type { VerifyToken } from '../gateway/verifyToken.ts'
import { clientAddress } from '../limits/clientAddress.ts'
import type { Asker } from '../sessions/asker.ts'
import { idField } from './fields.ts'

export interface DialectHandshake {
  readonly asker: Asker
  readonly expiresAtMs: number
  /** The chat that the connection is for, if it names one. */
  readonly chatId: string | undefined
}

/**
 * Who connects, by a token in `auth`, in the query or in the Authorization header. Throws an `Error` with one of
 * `handshakeRefusals`, or the `FailureError` of a token that could not be checked.
 */
export async function readHandshake(
  socket: Socket,
  verifyToken: VerifyToken,
  proxies: number,
): Promise<DialectHandshake> {
  const { auth, query, headers, address: remoteAddress } = socket.handshake
  const given = new Map<string, unknown>(Object.entries(auth))
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const token = given.get('token') ?? query.token ?? bearer
  const chatId = idField.safeParse(given.get('chatId') ?? query.chatId).data
  // The token is a secret that nothing needs from here on.
  socket.handshake.auth = {}
  delete query.token
  delete headers.authorization
  if (token === undefined || token === null || token === '') throw new Error(handshakeRefusals.noToken)
  if (typeof token !== 'string') throw new Error(handshakeRefusals.invalidToken)
  const verdict = await verifyToken(token)
  if ('refused' in verdict)
    throw new Error(verdict.refused === 'expired' ? handshakeRefusals.tokenExpired : handshakeRefusals.invalidToken)
  const { userId, role, name, expiresAtMs } = verdict
  const address = clientAddress(headers, remoteAddress, proxies)
  return { asker: { userId, role, name, address }, expiresAtMs, chatId }
}

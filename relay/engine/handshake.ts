import { FailureError } from '../../src/shared/model/failure.ts'
import { handshakeRefusals, handshakeSchema } from '../../src/shared/protocol/handshake.ts'
import { minimumProtocolVersion, protocolVersion } from '../../src/shared/protocol/version.ts'
import { admissionOf, refusalOfToken, type VerifyToken } from '../accounts/verifyToken.ts'
import { clientAddress } from '../limits/clientAddress.ts'
import type { Connection, NativeSocket } from '../native/connection.ts'

/**
 * Returns who connects, from the `auth` of the handshake. Throws an `Error` whose message is one of `handshakeRefusals`, or that
 * of a `FailureError` when the token could not be checked.
 */
export async function authenticateHandshake(
  socket: NativeSocket,
  verifyToken: VerifyToken,
  proxies: number,
): Promise<Connection> {
  const { headers, address: remoteAddress } = socket.handshake
  const auth: unknown = socket.handshake.auth
  // The token is a secret that nothing needs from here on.
  socket.handshake.auth = {}
  const token = typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined
  if (token === undefined || token === null || token === '') throw new Error(handshakeRefusals.noToken)
  if (typeof token !== 'string') throw new Error(handshakeRefusals.invalidToken)
  const verdict = await verifyToken(token)
  if ('refused' in verdict) throw new Error(refusalOfToken[verdict.refused])
  const handshake = handshakeSchema.safeParse(auth)
  if (!handshake.success) throw new Error(handshakeRefusals.protocol)
  const { protocol, device } = handshake.data
  if (protocol < minimumProtocolVersion || protocol > protocolVersion) throw new Error(handshakeRefusals.protocol)
  const { expiresAtMs, loginId: _, invitationId: __, issuedAtMs: ___, ...principal } = verdict
  return {
    id: socket.id,
    socket,
    principal: { ...principal, address: clientAddress(headers, remoteAddress, proxies) },
    deviceId: device.id,
    admission: admissionOf(verdict),
    expiresAtMs,
    cancelExpiry: () => undefined,
    unanswered: 0,
    arrived: Promise.resolve(),
  }
}

/** The message that a client is told of a handshake that failed. A defect is not explained to it. */
export function refusalMessage(error: unknown): string {
  const isTold = error instanceof FailureError || isRefusal(error)
  return isTold ? error.message : 'The relay could not check who you are. Try again later.'
}

/**
 * Returns whether a handshake failed for its token or its protocol, which is no line of the log. Limits are, at the level of what
 * is expected.
 */
export function isExpected(error: unknown): boolean {
  return isRefusal(error)
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && Object.values<string>(handshakeRefusals).includes(error.message)
}

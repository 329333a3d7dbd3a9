import { handshakeRefusals, handshakeSchema } from '../../src/shared/protocol/handshake.ts'
import {
  minimumProtocolVersion,
  minimumStaffProtocolVersion,
  protocolVersion,
} from '../../src/shared/protocol/version.ts'
import { admissionOf, type VerifyToken } from '../accounts/verifyToken.ts'
import { authenticate } from '../engine/handshake.ts'
import { clientAddress } from '../limits/clientAddress.ts'
import type { Connection, NativeSocket } from './connection.ts'

/** Returns the connection that a handshake asks for. Throws as `authenticate` does, and for a protocol that is not supported. */
export async function readHandshake(
  socket: NativeSocket,
  verifyToken: VerifyToken,
  proxies: number,
): Promise<Connection> {
  const { headers, address: remoteAddress } = socket.handshake
  const auth: unknown = socket.handshake.auth
  // The token is a secret that nothing needs from here on.
  socket.handshake.auth = {}
  const token = typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined
  const verdict = await authenticate(token, verifyToken)
  const handshake = handshakeSchema.safeParse(auth)
  if (!handshake.success) throw new Error(handshakeRefusals.protocol)
  const { protocol, device } = handshake.data
  const minimum = verdict.role === 'patient' ? minimumProtocolVersion : minimumStaffProtocolVersion
  if (protocol < minimum || protocol > protocolVersion) throw new Error(handshakeRefusals.protocol)
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

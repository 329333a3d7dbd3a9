import type { Socket } from 'socket.io'
import { type Admission, admissionOf, type VerifyToken } from '../../../accounts/verifyToken.ts'
import { authenticate } from '../../../engine/handshake.ts'
import { clientAddress } from '../../../limits/clientAddress.ts'
import type { Principal } from '../../../sessions/access/principal.ts'
import type { DialectTables, Handshake } from '../../table/dialect.ts'
import { dialectOfHandshake } from '../chooseDialect.ts'

export interface DialectHandshake extends Handshake {
  readonly principal: Principal
  readonly admission: Admission
  readonly expiresAtMs: number
  /** The dialect that the connection speaks from its handshake on; undefined where that shows none. */
  readonly dialect: string | undefined
}

/**
 * Returns who connects, by a token in `auth`, in the query or in the Authorization header. Throws an `Error` with one of
 * `handshakeRefusals`, or the `FailureError` of a token that could not be checked.
 */
export async function readHandshake(
  socket: Socket,
  tables: DialectTables,
  verifyToken: VerifyToken,
  proxies: number,
): Promise<DialectHandshake> {
  const { auth, query, headers, address: remoteAddress } = socket.handshake
  const given = new Map<string, unknown>(Object.entries(auth))
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const token = given.get('token') ?? query.token ?? bearer
  const spoken = dialectOfHandshake(tables, socket.nsp.name, (name) => given.get(name) ?? query[name])
  // The token is a secret that nothing needs from here on.
  socket.handshake.auth = {}
  delete query.token
  delete headers.authorization
  const verdict = await authenticate(token, verifyToken)
  const { userId, role, name, expiresAtMs } = verdict
  const address = clientAddress(headers, remoteAddress, proxies)
  return { principal: { userId, role, name, address }, admission: admissionOf(verdict), expiresAtMs, ...spoken }
}

import type { Socket } from 'socket.io'
import { type Admission, admissionOf, type VerifyToken } from '../../../accounts/verifyToken.ts'
import { cookieIn, tokenIn } from '../../../engine/givenToken.ts'
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

export interface DialectHandshakeParts {
  readonly tables: DialectTables
  readonly verifyToken: VerifyToken
  /** Cookie that may hold the token; null: none. */
  readonly tokenCookie: string | null
  readonly proxies: number
}

/**
 * Returns who connects, by a token in `auth`, in the query, in the Authorization header or in the cookie, with the word `Bearer` or without it.
 * Throws an `Error` with one of `handshakeRefusals`, or the `FailureError` of a token that could not be checked.
 */
export async function readHandshake(
  socket: Socket,
  { tables, verifyToken, tokenCookie, proxies }: DialectHandshakeParts,
): Promise<DialectHandshake> {
  const { auth, query, headers, address: remoteAddress } = socket.handshake
  const given = new Map<string, unknown>(Object.entries(auth))
  const cookie = tokenCookie === null ? undefined : cookieIn(headers.cookie, tokenCookie)
  const token = [given.get('token'), query.token, headers.authorization, cookie].find(isGiven)
  const spoken = dialectOfHandshake(tables, socket.nsp.name, (name) => given.get(name) ?? query[name])
  // The token is a secret that nothing needs from here on.
  socket.handshake.auth = {}
  delete query.token
  delete headers.authorization
  delete headers.cookie
  const verdict = await authenticate(typeof token === 'string' ? (tokenIn(token) ?? token) : token, verifyToken)
  const { userId, role, name, expiresAtMs } = verdict
  const address = clientAddress(headers, remoteAddress, proxies)
  return { principal: { userId, role, name, address }, admission: admissionOf(verdict), expiresAtMs, ...spoken }
}

/** Pages that have no token yet send an empty one. */
const isGiven = (token: unknown) => token !== undefined && token !== null && token !== ''

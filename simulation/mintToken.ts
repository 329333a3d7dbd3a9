import { SignJWT } from 'jose'
import type { Role } from '../src/shared/model/role.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'

/** Somebody whom a token can be made for. */
export interface TokenUser {
  readonly userId: string
  readonly name: string
  readonly role: Role
}

export type MintToken = (user: TokenUser) => Promise<string>

const lifeS = 2 * 60 * 60

/** Signs access tokens (HS256, two hours) that a relay with this secret accepts. */
export function createTokenMint(secret: string, clock: Pick<Clock, 'now'>): MintToken {
  const key = new TextEncoder().encode(secret)
  return ({ userId, name, role }) => {
    // To the millisecond, which RFC 7519, section 2, allows: of a whole second nobody knows whether it was before a change of the
    // account in the same second, and the relay would take it for ended.
    const issuedAtS = clock.now() / 1000
    return new SignJWT({ sub: userId, userId, name, role, iat: issuedAtS, exp: Math.floor(issuedAtS) + lifeS })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(key)
  }
}

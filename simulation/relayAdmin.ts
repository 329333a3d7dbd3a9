import { FailureError } from '../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../src/shared/model/ids.ts'
import { atRelay } from '../src/shared/protocol/relayAddress.ts'
import type { SessionPut, UserPut } from '../src/shared/protocol/rest.ts'
import type { MintToken } from './mintToken.ts'

/**
 * Requests of the simulation to a relay as an administrator. Each rejects with a `FailureError` whose message names what was
 * refused.
 */
export interface RelayAdmin {
  readonly putUser: (userId: UserId, user: UserPut) => Promise<void>
  readonly putSession: (sessionId: SessionId, session: SessionPut) => Promise<void>
}

export function createRelayAdmin(relayUrl: string, mintToken: MintToken): RelayAdmin {
  const put = async (path: string, body: object) => {
    const token = await mintToken({ userId: 'rounds-simulation', name: 'Simulation', role: 'admin' })
    const answer = await fetch(atRelay(relayUrl, path), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => {
      throw new FailureError('offline', `There is no relay at ${relayUrl}.`)
    })
    await answer.body?.cancel()
    if (answer.status === 401) {
      throw new FailureError('unauthenticated', 'The relay refuses the token: JWT_SECRET is not the one of this relay.')
    }
    if (!answer.ok) throw new FailureError('internal', `The relay answered PUT ${path} with status ${answer.status}.`)
  }
  return {
    putUser: (userId, user) => put(`/api/users/${encodeURIComponent(userId)}`, user),
    putSession: (sessionId, session) => put(`/api/sessions/${encodeURIComponent(sessionId)}`, session),
  }
}

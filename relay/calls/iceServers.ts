import { createHmac } from 'node:crypto'
import type { IceServer } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'

export interface IceSettings {
  /** `stun:` and `stuns:` URLs. */
  readonly stunUrls: readonly string[]
  /** `turn:` and `turns:` URLs, with the secret that the relay shares with these servers; null when there are none. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | null
}

/** Lifetime of TURN credentials, in seconds. */
const credentialsLifeS = 3_600

/**
 * The servers over which a user's media may find its way. The TURN credentials are made for this user and this hour, as the
 * "REST API for access to TURN services" has it: nothing of them is stored, and the TURN server checks them by the secret.
 */
export function iceServersFor(settings: IceSettings, userId: UserId, nowMs: number): IceServer[] {
  const servers: IceServer[] = []
  if (settings.stunUrls.length > 0) servers.push({ urls: [...settings.stunUrls] })
  if (settings.turn) {
    const username = `${Math.floor(nowMs / 1000) + credentialsLifeS}:${userId}`
    const credential = createHmac('sha1', settings.turn.secret).update(username).digest('base64')
    servers.push({ urls: [...settings.turn.urls], username, credential })
  }
  return servers
}

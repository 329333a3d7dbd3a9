import { FailureError, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Tokens } from '../../../shared/protocol/rest.ts'
import type { Storage } from '../../storage/storage.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { RelayRest } from './relayRest.ts'

export interface TokenKeeperParts {
  readonly storage: Pick<Storage, 'transact' | 'settings'>
  readonly rest: Pick<RelayRest, 'refresh' | 'logout'>
  readonly clock: Clock
  readonly storageHealth: StorageHealth
  readonly renewed: (user: Tokens['user']) => void
  /** The relay took the refresh token no longer: only signing in helps. */
  readonly expired: () => void
}

export type TokenKeeper = ReturnType<typeof createTokenKeeper>

/** A token is renewed when it has less than this left, or than a quarter of what it had. */
const marginMs = 15_000

/**
 * Returns for how long a token is used that is given at `nowMs`. Where that is this workstation's clock, and so wrong that it came expired, the relay's
 * refusal is the only sign.
 */
function goodForMs(expiresAt: number, nowMs: number): number {
  const lifeMs = expiresAt - nowMs
  return lifeMs > 0 ? lifeMs - Math.min(marginMs, lifeMs / 4) : Number.POSITIVE_INFINITY
}

/** The token of the moment, in memory only, and the refresh token, in the encrypted file, with which the next is had. */
export function createTokenKeeper(parts: TokenKeeperParts) {
  const { storage } = parts
  /** `goodUntil` is by the clock's `steady`, which nobody sets. */
  let token: { readonly text: string; readonly goodUntil: number } | null = null
  let refreshToken = storage.settings.read('refreshToken') ?? null
  let renewal: Promise<string> | null = null
  let isForgotten = false

  function accept(tokens: Tokens): void {
    const { clock } = parts
    token = { text: tokens.token, goodUntil: clock.steady() + goodForMs(tokens.expiresAt, tokens.now ?? clock.now()) }
    refreshToken = tokens.refreshToken
    // The old one is used up whether or not this can be written.
    parts.storageHealth.write(() => storage.transact(() => storage.settings.write('refreshToken', tokens.refreshToken)))
    parts.renewed(tokens.user)
  }

  async function renew(): Promise<string> {
    if (refreshToken === null) throw new FailureError('unauthenticated', 'Sign in again.')
    try {
      const tokens = await parts.rest.refresh(refreshToken)
      if (isForgotten) {
        await parts.rest.logout(tokens.refreshToken)
        throw new FailureError('unauthenticated', 'Sign in again.')
      }
      accept(tokens)
      return tokens.token
    } catch (error) {
      if (!isForgotten && error instanceof FailureError && retryPolicyOf[error.failure.kind] !== 'later') {
        refreshToken = null
        token = null
        parts.expired()
      }
      throw error
    }
  }

  const renewOnce = (): Promise<string> => {
    renewal ??= renew().finally(() => {
      renewal = null
    })
    return renewal
  }

  return {
    accept,
    /** A token that is good for a while. Throws `FailureError`: `unauthenticated`, or why the relay could not be asked. */
    current: async (): Promise<string> => {
      if (token && parts.clock.steady() < token.goodUntil) return token.text
      return renewOnce()
    },
    /** A new token, whatever the old one has left. Throws as `current`. */
    renew: renewOnce,
    /** Resolves when no renewal is under way: one that the relay has granted must reach the disk. */
    idle: async (): Promise<void> => {
      await renewal?.catch(() => undefined)
    },
    /** The relay did not take the token: the next use asks for another. */
    discard: (): void => {
      token = null
    },
    /**
     * Forgets both for good, also on the disk, and returns the refresh token so that the relay can be notified. One that a renewal
     * under way still brings is handed back to the relay.
     */
    forget: (): string | null => {
      const last = refreshToken
      isForgotten = true
      refreshToken = null
      token = null
      storage.transact(() => storage.settings.remove('refreshToken'))
      return last
    },
  }
}

import type { ClaimSettings } from './claimSettings.ts'

/** Key that verifies tokens: a secret of our own (HS256), or the public keys of an identity provider. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | { readonly kind: 'jwks'; readonly url: URL }

export interface TokenSettings {
  readonly key: TokenKey
  /** `iss` and `aud` that a token must have; null: not asked for. */
  readonly issuer: string | null
  readonly audience: string | null
  readonly claims: ClaimSettings
  readonly expiresInMs: number
  readonly refreshExpiresInMs: number
}

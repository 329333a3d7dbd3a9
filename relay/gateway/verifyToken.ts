import type { Asker } from '../sessions/asker.ts'

/** What a token is worth: its bearer until `expiresAtMs` (ms since 1970), or why it is refused. */
export type TokenVerdict = (Asker & { readonly expiresAtMs: number }) | { readonly refused: 'invalid' | 'expired' }

/** Checks signature, algorithm, issuer, audience, subject, role and expiry. Refuses by its answer, never throws for a bad token. */
export type VerifyToken = (token: string) => Promise<TokenVerdict>

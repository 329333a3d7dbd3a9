import type { Admission } from '../accounts/verifyToken.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Connection of one client, of any protocol, from its handshake to its end. */
export interface ClientConnection {
  readonly id: string
  readonly principal: Principal
  /** Record of the token by which it came. */
  readonly admission: Admission
  /** End of the token, ms since 1970. */
  expiresAtMs: number
  /** Cancels the timer that watches over the token. */
  cancelExpiry: () => void
}

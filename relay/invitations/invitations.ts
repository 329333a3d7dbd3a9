import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { InvitationId, InvitedToken, ListedInvitation } from '../../src/shared/protocol/invitation.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Invitations of patients into one session each, by signed links that one page can use. */
export interface Invitations {
  /**
   * Makes a new invitation of a patient into a session, in place of the earlier ones. Returns the text for the link, and until when it
   * can be exchanged (ms since 1970).
   * For administrators and for clinicians of the session; refuses with `notFound`, `forbidden`, `sessionClosed`, or with `invalid`
   * when it is not clear which patient is meant.
   */
  readonly create: (
    principal: Principal,
    sessionId: SessionId,
    wish: { readonly userId?: UserId | undefined; readonly lifeMs: number },
  ) => Promise<{ readonly invitation: string; readonly expiresAtMs: number }>
  /** Lists the links into a session, the oldest first; for who may invite. Refuses with `notFound` or `forbidden`. */
  readonly list: (principal: Principal, sessionId: SessionId) => Promise<readonly ListedInvitation[]>
  /**
   * Takes back every link into a session, of one patient or of all, opened or not, and ends the connections by them; returns how many stood until
   * now. For who may invite; also when the session is closed. Refuses with `notFound` or `forbidden`.
   */
  readonly revoke: (principal: Principal, sessionId: SessionId, userId: UserId | undefined) => Promise<number>
  /**
   * Returns the token for the page with this key, which asks from this network; the first time is logged in the staff thread. Refuses with
   * `unauthenticated` (not one of ours), `tokenExpired`, `conflict` (another
   * page has it) or `sessionClosed`.
   */
  readonly exchange: (invitation: string, key: string, network: string) => Promise<InvitedToken>
  /** Returns the next token; `hasUnsent`: the page has something to send. Refuses with `unauthenticated` (not this page's) or `sessionClosed`. */
  readonly renew: (invitationId: InvitationId, key: string, hasUnsent?: boolean) => Promise<InvitedToken>
  /** Checks a token of an account or of an invited patient; the latter counts while its invitation stands and its session is active. */
  readonly verifyToken: VerifyToken
}

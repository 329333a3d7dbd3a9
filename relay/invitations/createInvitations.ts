import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { InvitationId } from '../../src/shared/protocol/invitation.ts'
import type { EndedAccess, VerifyToken } from '../accounts/verifyToken.ts'
import type { ReportAttempts } from '../sessions/lifecycle/reportAttempts.ts'
import type { LogLinkOpened } from '../sessions/messages/logLinkOpened.ts'
import type { Store } from '../store/store.ts'
import type { Invitations } from './invitations.ts'
import type { InvitationTokens } from './invitationTokens.ts'
import { createIssueInvitations } from './issueInvitations.ts'
import { createRedeemInvitations } from './redeemInvitations.ts'
import { createVerifyInvited } from './verifyInvited.ts'

export interface InvitationsParts {
  /** Undefined where the relay has nothing to sign with: nobody can be invited then. */
  readonly tokens: InvitationTokens | undefined
  /** For tokens of accounts. */
  readonly verifyAccountToken: VerifyToken
  readonly store: Pick<Store, 'invitations' | 'sessions'>
  /** Called once it is stored that a link holds no more: connections are to end on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly logLinkOpened: LogLinkOpened
  readonly reportAttempt: ReportAttempts['report']
  readonly clock: Pick<Clock, 'now'>
  readonly newInvitationId: () => InvitationId
}

/** Builds invitations of patients into one session each, by signed links that one page can use. */
export function createInvitations(parts: InvitationsParts): Invitations {
  const { tokens } = parts

  function requireTokens(): InvitationTokens {
    if (tokens) return tokens
    throw new FailureError(
      'forbidden',
      'This relay cannot sign invitations. Ask its administrator to set INVITATION_SECRET.',
    )
  }

  return {
    ...createIssueInvitations({ ...parts, requireTokens }),
    ...createRedeemInvitations({ ...parts, requireTokens }),
    verifyToken: createVerifyInvited(parts),
  }
}

import { FailureError, retryPolicyOf } from '../../shared/model/failure.ts'
import { createPageToken } from '../link/pageToken.ts'
import { openingScreen } from '../screen/endScreen.ts'
import { strings } from '../strings.ts'
import { showVisit } from './showVisit.ts'
import type { VisitParts } from './visitParts.ts'

const retryMs = 3_000
/** A link to a session that has ended is tried again so often: it may be opened again. */
const endedRetryMs = 20_000

/** Exchanges the invitation if that was not done yet, and shows its session. */
export function openVisit(parts: VisitParts): void {
  const { base, invitation, store, clock } = parts
  const token = createPageToken({ base, invitation, exchanged: store.putInvitation, clock })

  /** A link is exchanged before anything is shown; what is here already is shown at once, also without a connection. */
  async function open(): Promise<void> {
    if (invitation.state === 'new') await token.get()
    const own = invitation.state === 'ours' ? invitation : await store.findInvitation(invitation.invitationId)
    if (own?.state === 'ours') await showVisit(parts, own, token)
    else parts.end('left')
  }

  function tryToOpen(): void {
    open().then(undefined, (error: unknown) => {
      if (!(error instanceof FailureError)) {
        parts.show(openingScreen(strings.openingUnkept, parts.phones))
        clock.after(retryMs, tryToOpen)
        return
      }
      const { kind } = error.failure
      if (kind === 'sessionClosed') {
        parts.end('ended')
        clock.after(endedRetryMs, tryToOpen)
      } else if (retryPolicyOf[kind] === 'later') {
        parts.show(openingScreen(strings.openingOffline, parts.phones))
        clock.after(retryMs, tryToOpen)
      } else parts.refused(kind)
    })
  }
  tryToOpen()
}

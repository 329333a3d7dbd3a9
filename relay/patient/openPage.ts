import { v4 } from 'uuid'
import { systemClock } from '../../src/shared/model/clock.ts'
import type { FailureKind } from '../../src/shared/model/failure.ts'
import { deviceIdSchema } from '../../src/shared/model/ids.ts'
import { findInvitation } from './findInvitation.ts'
import { keepPage } from './keepPage.ts'
import { openVisit } from './openVisit.ts'
import { type KeptInvitation, openPageStore, type PageStore } from './pageStore.ts'
import { endScreen, openingScreen } from './screen/endScreen.ts'
import type { EndReason } from './strings.ts'

/** Builds the page into this element, from the link that was opened or from what this device has kept. */
export function openPage(into: HTMLElement): void {
  const base = new URL('..', document.baseURI)
  const show = (screen: HTMLElement) => into.replaceChildren(screen)
  const end = (reason: EndReason) => show(endScreen(reason))
  show(openingScreen(!navigator.onLine))
  keepPage().then(undefined, () => undefined)

  function refused(store: PageStore, { invitationId }: KeptInvitation, kind: FailureKind): void {
    end(endOf(kind))
    // Said again after a reload, but for what a new try could make good.
    if (kind === 'sessionClosed') store.putInvitation({ state: 'over', invitationId }).then(undefined, () => undefined)
  }

  async function open(store: PageStore): Promise<void> {
    const invitation = await findInvitation(store, window)
    if (invitation === 'invalid' || invitation === undefined) return end(invitation ?? 'missing')
    if (invitation.state === 'over') return end('ended')
    openVisit({
      ...{ base, store, invitation, show },
      clock: systemClock,
      fraction: () => Math.random(),
      deviceId: deviceIdSchema.parse(v4()),
      refused: (kind) => refused(store, invitation, kind),
    })
  }
  openPageStore(indexedDB, () => end('outdated'))
    .then(open)
    .then(undefined, () => end('unsupported'))
  // A link that is opened in a tab where the page stands already only changes the hash.
  addEventListener('hashchange', () => location.reload())
}

function endOf(kind: FailureKind): EndReason {
  if (kind === 'sessionClosed') return 'ended'
  if (kind === 'tokenExpired') return 'expired'
  if (kind === 'protocol') return 'outdated'
  return kind === 'conflict' ? 'used' : 'invalid'
}

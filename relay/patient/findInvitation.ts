import { z } from 'zod'
import { invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import type { KeptInvitation, PageStore } from './pageStore.ts'

const claimsSchema = z.object({ jti: invitationIdSchema })
const sessionKey = 'rounds-invitation'

/**
 * The invitation of the link that was opened, which is taken out of the address at once, so that it stays in no history and on no
 * screen; or the one that this tab, or else this device, had last. `'invalid'` when the link carries none.
 */
export async function findInvitation(
  store: PageStore,
  { location, history, sessionStorage }: Pick<Window, 'location' | 'history' | 'sessionStorage'>,
): Promise<KeptInvitation | 'invalid' | undefined> {
  const invitation = location.hash.slice(1)
  if (invitation === '') {
    const id = sessionStorage.getItem(sessionKey)
    return (id === null ? undefined : await store.findInvitation(id)) ?? (await store.lastInvitation())
  }
  const invitationId = idOf(invitation)
  if (invitationId === undefined) {
    history.replaceState(null, '', location.pathname)
    return 'invalid'
  }
  const known = await store.findInvitation(invitationId)
  const kept: KeptInvitation = known ?? { state: 'new', invitationId, invitation, key: newKey() }
  // Kept before anything is asked: an answer that is lost can then be asked for again, by the same key.
  await store.putInvitation(kept)
  sessionStorage.setItem(sessionKey, invitationId)
  history.replaceState(null, '', location.pathname)
  return kept
}

/** Read without being believed: it only tells on this device which invitation is which. */
function idOf(invitation: string) {
  try {
    const [, claims = ''] = invitation.split('.')
    const json = atob(claims.replaceAll('-', '+').replaceAll('_', '/'))
    return claimsSchema.safeParse(JSON.parse(json)).data?.jti
  } catch {
    return undefined
  }
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

import { z } from 'zod'
import { invitationIdSchema } from '../../shared/protocol/invitation.ts'
import type { KeptInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'

const claimsSchema = z.object({ jti: invitationIdSchema })
/** Name under which a tab keeps the id of its invitation. */
export const invitationKeyInTab = 'rounds-invitation'

/**
 * The invitation of the link that was opened, which is taken out of the address at once, so that it stays in no history and on no
 * screen; or the one that this tab had last. `'invalid'` when the link carries none.
 */
export async function findInvitation(
  store: PageStore,
  { location, history, sessionStorage }: Pick<Window, 'location' | 'history' | 'sessionStorage'>,
): Promise<{ readonly known: KeptInvitation | undefined } | 'invalid'> {
  const invitation = location.hash.slice(1)
  if (invitation === '') {
    const id = sessionStorage.getItem(invitationKeyInTab)
    return { known: id === null ? undefined : await store.findInvitation(id) }
  }
  const invitationId = idOf(invitation)
  if (invitationId === undefined) {
    history.replaceState(null, '', location.pathname)
    return 'invalid'
  }
  const made = { state: 'new', invitationId, invitation, key: newKey() } as const
  const kept = (await store.findInvitation(invitationId)) ?? made
  const known = kept.state === 'ours' ? { ...kept, wrongAnswers: 0 } : kept
  // Kept before anything is asked: an answer that is lost can then be asked for again, by the same key.
  await store.putInvitation(known)
  sessionStorage.setItem(invitationKeyInTab, invitationId)
  history.replaceState(null, '', location.pathname)
  return { known }
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

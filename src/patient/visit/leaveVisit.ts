import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'

/**
 * Returns how to leave the visit on this device, in all its tabs; it rejects when the browser cannot, and then nothing of it is
 * gone. `stop` is called before, `left` once it is left, here or in another tab.
 */
export function createLeaveVisit(parts: {
  readonly own: OwnInvitation
  readonly store: Pick<PageStore, 'leave'>
  readonly stop: () => void
  readonly left: () => void
}): () => Promise<void> {
  const { own, store, stop, left } = parts
  const otherTabs = new BroadcastChannel('rounds-visit-left')
  otherTabs.addEventListener('message', ({ data }) => {
    if (data !== own.invitationId) return
    stop()
    left()
  })
  return async () => {
    stop()
    await store.leave(own)
    otherTabs.postMessage(own.invitationId)
    left()
  }
}

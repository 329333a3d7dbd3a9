import type { Changed } from '../../../relay/store/sessions/changeOrder.ts'
import type { SessionState } from '../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../relay/store/store.ts'

/** Stores a session as it is given, whatever there was of it before, and tells of nothing. */
export function storeSession(store: Pick<Store, 'sessions'>, next: SessionState): Promise<Changed> {
  return store.sessions.change({ id: next.id, decide: () => ({ next, appends: [] }) })
}

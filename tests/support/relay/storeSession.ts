import type { Changed, SessionState, Store } from '../../../relay/store/store.ts'

/** Stores a session as it is given, whatever there was of it before, and tells of nothing. */
export function storeSession(store: Pick<Store, 'sessions'>, next: SessionState): Promise<Changed> {
  return store.sessions.change({ id: next.id, decide: () => ({ next, appends: [] }) })
}

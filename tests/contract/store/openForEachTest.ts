import { afterEach, beforeEach } from 'vitest'
import type { SessionState } from '../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../relay/store/store.ts'
import { storeSession } from '../../support/relay/storeSession.ts'

export interface OpenStore {
  readonly store: Store
  /** Closes the store and opens it again on the same data. */
  readonly reopen: () => Promise<Store>
  /** Fills the database, so that it takes nothing more until `free` is called. */
  readonly fill: () => unknown
  readonly free: () => unknown
  readonly remove: () => Promise<void>
}

/** Store of the test that runs. */
export interface ContractStore extends Pick<OpenStore, 'fill' | 'free'> {
  readonly store: () => Store
  /** Opens the store again on the same data. */
  readonly reopen: () => Promise<void>
}

/** Opens a new store with these sessions before each test of the group, and removes it after. */
export function openForEachTest(open: () => Promise<OpenStore>, sessions: readonly SessionState[]): ContractStore {
  let opened: OpenStore
  let store: Store

  beforeEach(async () => {
    opened = await open()
    store = opened.store
    for (const session of sessions) await storeSession(store, session)
  })
  afterEach(async () => {
    await store.close()
    await opened.remove()
  })

  return {
    store: () => store,
    reopen: async () => {
      store = await opened.reopen()
    },
    fill: () => opened.fill(),
    free: () => opened.free(),
  }
}

import type { StoreApi } from 'zustand/vanilla'
import { retryPolicyOf } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { isConnected, type ScreenState } from '../screenState.ts'
import type { ThreadKey } from '../threadKey.ts'
import { type LoadedThread, notLoadedThread, withAsked } from './loadedThread.ts'
import type { PageOfThread } from './partOfThread.ts'

/** Time until what could not be fetched from a relay that is connected is asked for again. */
const againMs = 5_000

export interface ThreadName {
  readonly sessionId: SessionId
  readonly thread: Thread
}

export type HeldThreads = ReturnType<typeof createHeldThreads>
export type Again = ReturnType<typeof createAgain>

/** Reads and changes the threads in the state. */
export function createHeldThreads(store: StoreApi<ScreenState>) {
  const find = (key: ThreadKey) => store.getState().threads.get(key)
  const set = (key: ThreadKey, thread: LoadedThread) =>
    store.setState(({ threads }) => ({ threads: new Map(threads).set(key, thread) }))
  const change = (key: ThreadKey, next: (thread: LoadedThread) => LoadedThread) => {
    const before = find(key)
    if (!before) return
    const after = next(before)
    if (after !== before) set(key, after)
  }
  const keys = () => [...store.getState().threads.keys()]
  return {
    find,
    keys,
    change,
    /** Begins a thread that is not held. */
    begin: (key: ThreadKey) => {
      if (!find(key)) set(key, notLoadedThread)
    },
    changeAll: (next: (thread: LoadedThread) => LoadedThread) => {
      for (const key of keys()) change(key, next)
    },
    canAsk: () => isConnected(store.getState()),
    hasSession: ({ sessionId }: ThreadName) => store.getState().sessions.has(sessionId),
    headOf: ({ sessionId, thread }: ThreadName) => store.getState().sessions.get(sessionId)?.heads[thread] ?? 0,
  }
}

/** Asks again for what could not be fetched though the relay is connected; what the lost connection was to blame for waits for it. */
export function createAgain(held: HeldThreads, clock: Clock) {
  let cancel: (() => void) | null = null
  const ask = () => {
    cancel = null
    held.changeAll(withAsked)
  }
  return {
    consider: ({ earlier, later }: PageOfThread) => {
      const mayPass = [earlier, later].some(
        (edge) => edge.kind === 'lacking' && retryPolicyOf[edge.failure.kind] === 'later',
      )
      if (mayPass && held.canAsk()) cancel ??= clock.after(againMs, ask)
    },
    stop: () => cancel?.(),
  }
}

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { Account, PendingMessage, SessionSummary } from '../../shared/ipc/consoleState.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { PresenceStatus } from '../../shared/model/presence.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ConsoleActions } from './consoleActions.ts'
import type { ConsoleStore } from './consoleStore.ts'
import { notLoadedThread } from './loadedThread.ts'
import { compareQueued, ownUserId, type ScreenState, type TypingPerson } from './screenState.ts'
import { threadKey } from './threadKey.ts'
import type { Ticker } from './ticker.ts'

interface ConsoleParts {
  readonly store: ConsoleStore
  readonly ticker: Ticker
}

const ConsoleContext = createContext<ConsoleParts | null>(null)

/** Gives the store and the ticker to everything below. */
export function ConsoleProvider({ store, ticker, children }: ConsoleParts & { readonly children: ReactNode }) {
  const parts = useMemo(() => ({ store, ticker }), [store, ticker])
  return <ConsoleContext value={parts}>{children}</ConsoleContext>
}

function useParts(): ConsoleParts {
  const parts = useContext(ConsoleContext)
  if (parts === null) throw new Error('This is drawn outside of ConsoleProvider.')
  return parts
}

/**
 * A part of the screen's state. Draws again only when what `selector` gives is another object, or, for a new array, map or
 * plain object, when a member is.
 */
export function useConsole<T>(selector: (state: ScreenState) => T): T {
  return useStore(useParts().store, useShallow(selector))
}

/** The state now, for handlers that need it once and must not draw again with it. */
export function useReadConsole(): () => ScreenState {
  return useParts().store.getState
}

/** The bridge itself: for its capabilities. What people do goes through `useActions`. */
export function useBridge(): Bridge {
  return useParts().store.bridge
}

/** What a person can do; always the same object. */
export function useActions(): ConsoleActions {
  return useParts().store.actions
}

/** The person at this console, or null when nobody is signed in. */
export function useOwn(): Exclude<Account, { state: 'signedOut' }> | null {
  return useConsole((state) => (state.account.state === 'signedOut' ? null : state.account))
}

/** The place of the session's patient among the colours; none before the session is known. */
export function useHue(sessionId: SessionId): number | undefined {
  return useConsole((state) => state.hues.get(sessionId))
}

/** A session as the console knows it; undefined when it is not, or no longer, for this person. */
export function useSession(sessionId: SessionId): SessionSummary | undefined {
  return useConsole((state) => state.sessions.get(sessionId))
}

/** What a thread shows: its logged entries by `seq`, then its unsent messages in queue order. No id stands in both. */
export interface ThreadItems {
  readonly entries: readonly Entry[]
  readonly pending: readonly PendingMessage[]
  readonly hasEarlier: boolean
  /** False until the thread was first read. */
  readonly loaded: boolean
}

const nothingPending: readonly PendingMessage[] = []
const nobody: readonly TypingPerson[] = []

/** What a thread shows. Draws again only for this thread. Open it with `openThread` first. */
export function useThreadItems(sessionId: SessionId, thread: Thread): ThreadItems {
  const key = threadKey(sessionId, thread)
  const { entries, hasEarlier, loaded } = useConsole((state) => state.threads.get(key) ?? notLoadedThread)
  const queued = useConsole((state) => state.pending.get(key) ?? nothingPending)
  return useMemo(() => {
    const logged = new Set<string>(queued.length === 0 ? [] : entries.map((entry) => entry.id))
    const pending = queued.filter((message) => !logged.has(message.id))
    return { entries, pending, hasEarlier, loaded }
  }, [entries, queued, hasEarlier, loaded])
}

/** Who types in a thread now. */
export function useTyping(sessionId: SessionId, thread: Thread): readonly TypingPerson[] {
  const key = threadKey(sessionId, thread)
  return useConsole((state) => state.typing.get(key) ?? nobody)
}

/**
 * Whether somebody is there; offline while the console is not connected and cannot know. The relay tells of others only: this
 * person is there while the console is connected, unless they said otherwise.
 */
export function usePresence(userId: UserId | undefined): PresenceStatus {
  return useConsole(({ account, link, presence }) => {
    if (userId === undefined || link.mode === 'offline' || link.mode === 'connecting') return 'offline'
    return presence.get(userId)?.status ?? (userId === ownUserId(account) ? 'online' : 'offline')
  })
}

/** Every unsent message of this console, in queue order. */
export function useUnsent(): readonly PendingMessage[] {
  const pending = useConsole((state) => state.pending)
  return useMemo(() => [...pending.values()].flat().sort(compareQueued), [pending])
}

/**
 * What `read` makes of the time now (ms since 1970), looked at each second. Draws again only when it becomes another value,
 * so give back a text or a number.
 */
export function useTicking<T extends string | number | boolean | null>(read: (nowMs: number) => T): T {
  const { ticker } = useParts()
  return useSyncExternalStore(ticker.subscribe, () => read(ticker.nowMs()))
}

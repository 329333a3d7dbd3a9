import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Account } from '../../shared/ipc/account.ts'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { PendingAmendment, PendingMessage } from '../../shared/ipc/message.ts'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { PresenceStatus } from '../../shared/model/presence.ts'
import type { Thread } from '../../shared/model/thread.ts'
import { localZone } from '../../shared/model/timing/localDay.ts'
import type { ConsoleActions } from './consoleActions.ts'
import type { ConsoleStore } from './consoleStore.ts'
import type { PatientLabel } from './patients/patientLabels.ts'
import {
  compareQueued,
  type Knowledge,
  knowledgeOf,
  ownUserId,
  type ScreenState,
  type TypingPerson,
} from './screenState.ts'
import { threadKey } from './threadKey.ts'
import { notLoadedThread, shownPart } from './threads/loadedThread.ts'
import { type Edge, laterEdge, type PartOfThread, unknownPart } from './threads/partOfThread.ts'
import type { Ticker } from './ticker.ts'

interface ConsoleParts {
  readonly store: ConsoleStore
  readonly ticker: Ticker
}

const ConsoleContext = createContext<ConsoleParts | null>(null)

/** Provides the store and the ticker to everything below. */
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

/** State from which something about all sessions together is told. */
export type SessionsState = Pick<ScreenState, 'sessions' | 'account'>

/**
 * Something about all sessions together, looked at again only when one of them has changed; draws again as `useConsole` does. `view` is
 * the same function as long as what it reads beside the state is the same.
 */
export function useSessionsView<T>(view: (state: SessionsState) => T): T {
  const select = useMemo(() => {
    let seen: (SessionsState & { readonly result: T }) | null = null
    return ({ sessions, account }: ScreenState) => {
      if (seen?.sessions !== sessions || seen.account !== account)
        seen = { sessions, account, result: view({ sessions, account }) }
      return seen.result
    }
  }, [view])
  return useConsole(select)
}

/** The state now, for handlers that need it once and must not draw again with it. */
export function useReadConsole(): () => ScreenState {
  return useParts().store.getState
}

/** Returns the certainty of what the screen shows, see `knowledgeOf`. */
export function useKnowledge(): Knowledge {
  return useConsole(knowledgeOf)
}

/** The bridge itself: for its capabilities. What people do goes through `useActions`. */
export function useBridge(): Bridge {
  return useParts().store.bridge
}

/** Returns the actions of a person; always the same object. */
export function useActions(): ConsoleActions {
  return useParts().store.actions
}

/** The person at this console, or null when nobody is signed in. */
export function useOwn(): Exclude<Account, { state: 'signedOut' }> | null {
  return useConsole((state) => (state.account.state === 'signedOut' ? null : state.account))
}

/** The place of the session's patient among the colours; none while the session has no tab. */
export function useHue(sessionId: SessionId): number | undefined {
  return useConsole((state) => state.hues.open.get(sessionId))
}

/** Returns the label of the session's patient; undefined where `useSession` is. */
export function usePatientLabel(sessionId: SessionId): PatientLabel | undefined {
  return useConsole((state) => state.labels.get(sessionId))
}

/** A session as the console knows it; undefined when it is not, or no longer, for this person. */
export function useSession(sessionId: SessionId): SessionSummary | undefined {
  return useConsole((state) => state.sessions.get(sessionId))
}

/** The part of a thread that is shown: its logged entries by `seq`, then its unsent messages in queue order. No id stands in both. */
export interface ThreadItems extends PartOfThread {
  readonly pending: readonly PendingMessage[]
  /** Changes of messages of the thread that are unsent. */
  readonly amending: readonly PendingAmendment[]
  /** Whether there is something to show: false until the thread was first read. */
  readonly loaded: boolean
  /** Whether this is a part further up, and the end of the thread is not shown. */
  readonly isAway: boolean
}

const nothingPending: readonly PendingMessage[] = []
const nothingAmending: readonly PendingAmendment[] = []
const nobody: readonly TypingPerson[] = []

/** Returns the part of a thread that is shown. Draws again only for this thread. Open it with `openThread` first. */
export function useThreadItems(sessionId: SessionId, thread: Thread): ThreadItems {
  const key = threadKey(sessionId, thread)
  const { away, end, loaded } = useConsole((state) => state.threads.get(key) ?? notLoadedThread)
  const queued = useConsole((state) => state.pending.get(key) ?? nothingPending)
  const unsaved = useConsole((state) => state.unsaved.get(key) ?? nothingPending)
  const amending = useConsole((state) => state.amending.get(key) ?? nothingAmending)
  const part = shownPart({ away, end })
  const later = useLaterEdge(part, sessionId, thread)
  return useMemo(() => {
    const { entries } = part
    const logged = new Set<string>(queued.length + unsaved.length === 0 ? [] : entries.map((entry) => entry.id))
    const saved = new Set<string>(queued.map(({ id }) => id))
    const pending = [...queued, ...unsaved.filter(({ id }) => !saved.has(id))].filter(({ id }) => !logged.has(id))
    return { ...part, later, pending, amending, loaded: loaded || away !== null, isAway: away !== null }
  }, [part, later, queued, unsaved, amending, loaded, away])
}

/** Returns the end of a thread, wherever in it somebody reads; undefined until it was read. */
export function useThreadEnd(sessionId: SessionId, thread: Thread): PartOfThread | undefined {
  const key = threadKey(sessionId, thread)
  const end = useConsole((state) => {
    const held = state.threads.get(key)
    return held?.loaded ? held.end : undefined
  })
  const later = useLaterEdge(end ?? unknownPart, sessionId, thread)
  return useMemo(() => end && { ...end, later }, [end, later])
}

function useLaterEdge(part: PartOfThread, sessionId: SessionId, thread: Thread): Edge {
  const head = useConsole((state) => state.sessions.get(sessionId)?.heads[thread] ?? 0)
  return laterEdge(part, head)
}

/** Returns the people who type in a thread now. */
export function useTyping(sessionId: SessionId, thread: Thread): readonly TypingPerson[] {
  const key = threadKey(sessionId, thread)
  return useConsole((state) => state.typing.get(key) ?? nobody)
}

/**
 * Returns whether somebody is there; offline while the console is not connected and cannot know. The relay tells of others only:
 * this person is there while the console is connected, unless they said otherwise.
 */
export function usePresence(userId: UserId | undefined): PresenceStatus {
  return useConsole(({ account, link, lostAt, presence }) => {
    if (userId === undefined || lostAt !== null) return 'offline'
    if (link.mode === 'offline' || link.mode === 'connecting' || link.mode === 'silent') return 'offline'
    return presence.get(userId)?.status ?? (userId === ownUserId(account) ? 'online' : 'offline')
  })
}

/** Every unsent amendment of this console, in queue order. */
export function useAmending(): readonly PendingAmendment[] {
  const amending = useConsole((state) => state.amending)
  return useMemo(() => [...amending.values()].flat().sort(compareQueued), [amending])
}

/** Every unsent message of this console, in queue order. */
export function useUnsent(): readonly PendingMessage[] {
  const pending = useConsole((state) => state.pending)
  return useMemo(() => [...pending.values()].flat().sort(compareQueued), [pending])
}

/**
 * Returns the result of `read` for the time now by the relay's clock (ms since 1970), read each second. Draws again only when it becomes
 * another value, so return a text or a number.
 */
export function useTicking<T extends string | number | boolean | null>(read: (nowMs: number) => T): T {
  const { ticker } = useParts()
  return useSyncExternalStore(ticker.subscribe, () => read(ticker.nowMs()))
}

/** The time now by the relay's clock, for handlers that need it once. */
export function useRelayNow(): () => number {
  return useParts().ticker.relayNow
}

/** Returns the result of `read` for how far this workstation's clock is ahead of the relay's for certain (ms, negative: behind), as `useTicking`. */
export function useClockOff<T extends string | number | boolean | null>(read: (offByMs: number) => T): T {
  const { ticker } = useParts()
  return useSyncExternalStore(ticker.subscribe, () => read(ticker.offByMs()))
}

/** Returns a text that stands for the time zone of this workstation, see `localZone`. Draws again when that is another. */
export function useTimeZone(): string {
  return useTicking(localZone)
}

import type {
  Account,
  ConsoleState,
  Link,
  PendingMessage,
  SessionSummary,
  Settings,
  TypingNotice,
  Workspace,
} from '../../shared/ipc/consoleState.ts'
import type { Failure } from '../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Presence } from '../../shared/model/presence.ts'
import type { LoadedThread } from './loadedThread.ts'
import { assignHues, type PatientHues } from './patientHues.ts'
import { type ThreadKey, threadKey } from './threadKey.ts'

/** A person who types now. */
export type TypingPerson = TypingNotice['people'][number]

/** Whether the console was read: `first` until it was, `failed` while it cannot be. */
export type Reading =
  | { readonly kind: 'first' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Everything the screen is drawn from. Replaced, never changed, so that a part that is the same object is the same. */
export interface ScreenState {
  readonly reading: Reading
  readonly account: Account
  readonly link: Link
  readonly sessions: ReadonlyMap<SessionId, SessionSummary>
  /** The colour of each session's patient, also of those that were here before. */
  readonly hues: PatientHues
  /** Unsent messages by thread, in queue order. A thread without any has no key. */
  readonly pending: ReadonlyMap<ThreadKey, readonly PendingMessage[]>
  /** Who types, by thread. A thread in which nobody does has no key. */
  readonly typing: ReadonlyMap<ThreadKey, readonly TypingPerson[]>
  readonly presence: ReadonlyMap<UserId, Presence>
  readonly settings: Settings
  /** The layout as it was saved when the console was read; what is open now is the tabs' own. */
  readonly workspace: Workspace
  readonly trouble: Failure | null
  readonly threads: ReadonlyMap<ThreadKey, LoadedThread>
}

/** What there is before the console was read. */
export const unreadScreen: ScreenState = {
  reading: { kind: 'first' },
  account: { state: 'signedOut', relayUrl: null, failure: null },
  link: { mode: 'connecting', since: 0, lastAcknowledgedAt: null, failure: null },
  sessions: new Map(),
  hues: new Map(),
  pending: new Map(),
  typing: new Map(),
  presence: new Map(),
  settings: { colourScheme: 'system' },
  workspace: null,
  trouble: null,
  threads: new Map(),
}

/** The id of the person at this console, or null when nobody is signed in. */
export function ownUserId(account: Account): UserId | null {
  return account.state === 'signedOut' ? null : account.userId
}

/** The messages by thread, each thread in queue order. */
export function byThread(messages: readonly PendingMessage[]): ReadonlyMap<ThreadKey, readonly PendingMessage[]> {
  const grouped = new Map<ThreadKey, PendingMessage[]>()
  for (const message of messages) {
    const key = threadKey(message.sessionId, message.thread)
    grouped.set(key, [...(grouped.get(key) ?? []), message])
  }
  for (const group of grouped.values()) group.sort(compareQueued)
  return grouped
}

/** Queue order: as written; ids of one millisecond are ordered by themselves, being UUIDv7. */
export function compareQueued(a: PendingMessage, b: PendingMessage): number {
  return a.queuedAt - b.queuedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/**
 * The screen after the console was read, at first or again after a break. Threads stay as they are, to be read again by
 * themselves, unless another person is at the console now: then nothing of the one before is kept.
 */
export function withConsole(state: ScreenState, read: ConsoleState): ScreenState {
  const samePerson = ownUserId(state.account) === ownUserId(read.account)
  return {
    reading: { kind: 'done' },
    account: read.account,
    link: read.link,
    sessions: new Map(read.sessions.map((session) => [session.id, session])),
    hues: assignHues(samePerson ? state.hues : new Map(), read.sessions),
    pending: byThread(read.pending),
    typing: new Map(
      read.typing
        .filter((notice) => notice.people.length > 0)
        .map((notice) => [threadKey(notice.sessionId, notice.thread), notice.people]),
    ),
    presence: new Map(read.presence.map((item) => [item.userId, item])),
    settings: read.settings,
    workspace: read.workspace,
    trouble: read.trouble,
    threads: samePerson ? state.threads : new Map(),
  }
}

import type { Account } from '../../shared/ipc/account.ts'
import type { ConsoleState } from '../../shared/ipc/consoleState.ts'
import type { Link } from '../../shared/ipc/link.ts'
import type { PendingAmendment, PendingMessage } from '../../shared/ipc/message.ts'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import type { ClinicSettings, Settings } from '../../shared/ipc/settings.ts'
import type { TypingNotice } from '../../shared/ipc/typing.ts'
import type { Workspace } from '../../shared/ipc/workspace.ts'
import { defaultClinic } from '../../shared/model/clinic/clinicRules.ts'
import type { Failure } from '../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../shared/model/presence.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Answering } from '../bridge/bridgeConnection.ts'
import { initialsOf } from './patients/initials.ts'
import { patientName } from './patients/patientFacts.ts'
import { colourOpen, noHues, type PatientHues } from './patients/patientHues.ts'
import { labelPatients, type PatientLabels } from './patients/patientLabels.ts'
import { type ThreadKey, threadKey } from './threadKey.ts'
import type { LoadedThread } from './threads/loadedThread.ts'
import { readWorkbench } from './workbench.ts'

/** A person who types now. */
export type TypingPerson = TypingNotice['people'][number]

/** Progress of reading the console: `first` until it was read, `failed` while it cannot be. */
export type Reading =
  | { readonly kind: 'first' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Everything the screen is drawn from. Replaced, never changed, so that a part that is the same object is the same. */
export interface ScreenState {
  readonly reading: Reading
  /**
   * Time at which the console was lost, while it is: ms since 1970. Everything below is then as it was at that time.
   */
  readonly lostAt: number | null
  /** Response at the console's place while it is lost. */
  readonly answering: Answering
  readonly account: Account
  readonly link: Link
  readonly sessions: ReadonlyMap<SessionId, SessionSummary>
  /** The colours of the patients who have a tab. */
  readonly hues: PatientHues
  /** Label of each session's patient, so that no two are named alike. */
  readonly labels: PatientLabels
  /** Unsent messages by thread, in queue order. A thread without any has no key. */
  readonly pending: ReadonlyMap<ThreadKey, readonly PendingMessage[]>
  /** Unsent amendments by thread, in queue order. A thread without any has no key. */
  readonly amending: ReadonlyMap<ThreadKey, readonly PendingAmendment[]>
  /** Messages that this page has yet to get to the console's disk, by thread. A thread without any has no key. */
  readonly unsaved: ReadonlyMap<ThreadKey, readonly PendingMessage[]>
  /** People who type, by thread. A thread in which nobody does has no key. */
  readonly typing: ReadonlyMap<ThreadKey, readonly TypingPerson[]>
  readonly presence: ReadonlyMap<UserId, Presence>
  readonly settings: Settings
  /** The part of what the clinic has set that the screen shows by. */
  readonly clinic: ClinicSettings
  /** The layout as it was saved when the console was read; what is open now is the tabs' own. */
  readonly workspace: Workspace
  readonly trouble: Failure | null
  readonly threads: ReadonlyMap<ThreadKey, LoadedThread>
}

/** Screen before the console was read. */
export const unreadScreen: ScreenState = {
  reading: { kind: 'first' },
  lostAt: null,
  answering: 'nobody',
  account: { state: 'signedOut', relayUrl: null, failure: null },
  link: {
    mode: 'connecting',
    since: 0,
    lastAcknowledgedAt: null,
    fetchedAt: null,
    relayClock: null,
    failure: null,
  },
  sessions: new Map(),
  hues: noHues,
  labels: new Map(),
  pending: new Map(),
  amending: new Map(),
  unsaved: new Map(),
  typing: new Map(),
  presence: new Map(),
  settings: { colourScheme: 'system' },
  clinic: { waits: defaultClinic.waits, laterReasons: defaultClinic.laterReasons },
  workspace: null,
  trouble: null,
  threads: new Map(),
}

/** The id of the person at this console, or null when nobody is signed in. */
export function ownUserId(account: Account): UserId | null {
  return account.state === 'signedOut' ? null : account.userId
}

type Queued = Pick<PendingMessage, 'id' | 'sessionId' | 'thread' | 'queuedAt'>

/** Messages or amendments by thread, each thread in queue order. */
export function byThread<Q extends Queued>(messages: readonly Q[]): ReadonlyMap<ThreadKey, readonly Q[]> {
  const grouped = new Map<ThreadKey, Q[]>()
  for (const message of messages) {
    const key = threadKey(message.sessionId, message.thread)
    grouped.set(key, [...(grouped.get(key) ?? []), message])
  }
  for (const group of grouped.values()) group.sort(compareQueued)
  return grouped
}

/** Queue order: as written; ids of one millisecond are ordered by themselves, being UUIDv7. */
export function compareQueued(a: Queued, b: Queued): number {
  return a.queuedAt - b.queuedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/**
 * The screen after the console was read, at first or again after a break. Threads stay as they are, to be read again by
 * themselves, unless another person is at the console now: then nothing of the one before is kept.
 */
export function withConsole(state: ScreenState, read: ConsoleState): ScreenState {
  const samePerson = ownUserId(state.account) === ownUserId(read.account)
  const sessions = new Map(read.sessions.map((session) => [session.id, session]))
  return {
    reading: { kind: 'done' },
    lostAt: null,
    answering: 'nobody',
    account: read.account,
    link: read.link,
    sessions,
    // What was saved is of before this page: while it lives, no colour changes under the reader's eyes.
    hues: samePerson && state.reading.kind === 'done' ? state.hues : readWorkbench(read.workspace).hues,
    labels: labelPatients(samePerson ? state.labels : new Map(), sessions, read.sessions),
    pending: byThread(read.pending),
    amending: byThread(read.amending),
    unsaved: samePerson ? state.unsaved : new Map(),
    typing: new Map(
      read.typing
        .filter((notice) => notice.people.length > 0)
        .map((notice) => [threadKey(notice.sessionId, notice.thread), notice.people]),
    ),
    presence: new Map(read.presence.map((item) => [item.userId, item])),
    settings: read.settings,
    clinic: read.clinic,
    workspace: read.workspace,
    trouble: read.trouble,
    threads: samePerson ? state.threads : new Map(),
  }
}

/**
 * Certainty of what the console shows: whether what is not on the screen is not there, or may only not have arrived.
 */
export type Knowledge = 'current' | 'fetching' | 'outOfDate'

/** Returns what the screen may claim: `current` only while everything was fetched and news of it come in. */
export function knowledgeOf({ lostAt, link }: Pick<ScreenState, 'lostAt' | 'link'>): Knowledge {
  if (lostAt !== null || link.mode === 'offline' || link.mode === 'silent') return 'outOfDate'
  return link.fetchedAt !== null && (link.mode === 'live' || link.mode === 'polling') ? 'current' : 'fetching'
}

/** Returns whether the relay can be asked for what is not here. */
export function isConnected({ lostAt, link }: Pick<ScreenState, 'lostAt' | 'link'>): boolean {
  return lostAt === null && (link.mode === 'live' || link.mode === 'polling' || link.mode === 'catchingUp')
}

/** The screen after the console behind it was lost at `atMs`: what passes by itself is over, as nobody tells when it ends. */
export function withoutConsole(state: ScreenState, atMs: number, answering: Answering): ScreenState {
  return { ...state, lostAt: state.lostAt ?? atMs, answering, typing: new Map(), presence: new Map() }
}

/** Returns whether everything has been fetched once: before, no number of sessions is more than a guess. */
export function isFetched({ link }: Pick<ScreenState, 'link'>): boolean {
  return link.fetchedAt !== null
}

/** Returns the state with the colours of the sessions that have a tab, in the order of the strip; see `colourOpen`. */
export function withOpen(state: ScreenState, openIds: readonly SessionId[]): ScreenState {
  const sessions: ReadonlyMap<string, SessionSummary> = state.sessions
  const hues = colourOpen(state.hues, openIds, (id) => {
    const session = sessions.get(id)
    return session ? initialsOf(patientName(session)) : ''
  })
  return hues === state.hues ? state : { ...state, hues }
}

/** Returns the state with the draft of a thread as the person has just written it. */
export function withDraft(state: ScreenState, sessionId: SessionId, thread: Thread, text: string): ScreenState {
  const session = state.sessions.get(sessionId)
  if (!session || session.drafts[thread] === text) return state
  const drafted = { ...session, drafts: { ...session.drafts, [thread]: text } }
  return { ...state, sessions: new Map(state.sessions).set(sessionId, drafted) }
}

/** Returns the state with the presence that the person has just set. */
export function withOwnPresence(state: ScreenState, status: PresenceStatus): ScreenState {
  const userId = ownUserId(state.account)
  return userId === null ? state : { ...state, presence: new Map(state.presence).set(userId, { userId, status }) }
}

import type { ConsoleEvent, EventPayload } from '../../../shared/ipc/events.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import { labelPatients } from '../patients/patientLabels.ts'
import { compareQueued, isConnected, ownUserId, type ScreenState, unreadScreen } from '../screenState.ts'
import { type ThreadKey, threadKey } from '../threadKey.ts'
import {
  hiddenThreadEntries,
  isOutdated,
  type LoadedThread,
  trimThread,
  withAsked,
  withLogged,
} from '../threads/loadedThread.ts'

/** A hidden thread may grow to this before it is cut, so that not every entry cuts. */
const cutHiddenAbove = hiddenThreadEntries * 2

/**
 * The screen after the events, in their order. `shown` are the threads on the screen; others are kept short. Only what an
 * event touches becomes a new object.
 */
export function applyEvents(
  state: ScreenState,
  events: readonly ConsoleEvent[],
  shown: ReadonlySet<ThreadKey>,
): ScreenState {
  return joinEntryEvents(events).reduce((current, event) => applyEvent(current, event, shown), state)
}

/** Entry events that follow each other as one, so that a burst copies each thread once. */
function joinEntryEvents(events: readonly ConsoleEvent[]): ConsoleEvent[] {
  const joined: ConsoleEvent[] = []
  for (const event of events) {
    const last = joined.at(-1)
    const onlyLogged = event.name === 'entriesChanged' && isOnlyLogged(event.payload)
    if (onlyLogged && last?.name === 'entriesChanged' && isOnlyLogged(last.payload)) {
      const logged = [...last.payload.logged, ...event.payload.logged]
      joined[joined.length - 1] = { name: 'entriesChanged', payload: { ...last.payload, logged } }
    } else joined.push(event)
  }
  return joined
}

function isOnlyLogged(payload: EventPayload<'entriesChanged'>): boolean {
  return payload.pending.length + payload.amending.length + payload.withdrawn.length === 0
}

function applyEvent(state: ScreenState, event: ConsoleEvent, shown: ReadonlySet<ThreadKey>): ScreenState {
  switch (event.name) {
    case 'closingStarted':
      return state
    case 'accountChanged': {
      const samePerson = ownUserId(state.account) === ownUserId(event.payload)
      if (samePerson) return { ...state, account: event.payload }
      // Nothing that one person saw stays for the next. The store reads the console anew, and until it has, there is nothing
      // to draw for a person who came, whose arrangement is not known yet.
      const { link, settings, trouble, lostAt, answering } = state
      const reading = event.payload.state === 'signedOut' ? state.reading : unreadScreen.reading
      return { ...unreadScreen, reading, link, settings, trouble, lostAt, answering, account: event.payload }
    }
    case 'linkChanged': {
      const linked = { ...state, link: event.payload }
      // What could not be fetched is asked for again once the relay is back.
      return isConnected(linked) && !isConnected(state) ? { ...linked, threads: askedAgain(state.threads) } : linked
    }
    case 'sessionsChanged':
      return changeSessions(state, event.payload)
    case 'entriesChanged':
      return changeEntries(state, event.payload, shown)
    case 'typingChanged': {
      const typing = new Map(state.typing)
      const key = threadKey(event.payload.sessionId, event.payload.thread)
      if (event.payload.people.length === 0) typing.delete(key)
      else typing.set(key, event.payload.people)
      return { ...state, typing }
    }
    case 'presenceChanged': {
      const presence = new Map(state.presence)
      for (const item of event.payload.items) presence.set(item.userId, item)
      return { ...state, presence }
    }
    case 'settingsChanged':
      return { ...state, settings: event.payload }
    case 'clinicChanged':
      return { ...state, clinic: event.payload }
    case 'troubleChanged':
      return { ...state, trouble: event.payload.trouble }
  }
}

function askedAgain(threads: ScreenState['threads']): ScreenState['threads'] {
  return new Map([...threads].map(([key, thread]): [ThreadKey, LoadedThread] => [key, withAsked(thread)]))
}

function changeSessions(state: ScreenState, change: EventPayload<'sessionsChanged'>): ScreenState {
  const sessions = new Map(state.sessions)
  for (const session of change.items) sessions.set(session.id, session)
  for (const id of change.removed) sessions.delete(id)
  const labels = labelPatients(state.labels, sessions, change.items)
  if (change.removed.length === 0) return { ...state, sessions, labels }
  const threads = new Map(state.threads)
  for (const id of change.removed) {
    threads.delete(threadKey(id, 'care'))
    threads.delete(threadKey(id, 'staff'))
  }
  return { ...state, sessions, labels, threads }
}

function changeEntries(
  state: ScreenState,
  change: EventPayload<'entriesChanged'>,
  shown: ReadonlySet<ThreadKey>,
): ScreenState {
  const gone = new Set<string>([...change.withdrawn, ...change.logged.map((entry) => entry.id)])
  const messages = new Set<string>(change.pending.map(({ id }) => id))
  return {
    ...state,
    threads: logEntries(state.threads, change.logged, shown),
    pending: changeQueued(state.pending, gone, change.pending),
    // An edit may have become the message that it was to change.
    amending: changeQueued(state.amending, new Set([...gone, ...messages]), change.amending),
  }
}

function logEntries(
  threads: ScreenState['threads'],
  logged: readonly Entry[],
  shown: ReadonlySet<ThreadKey>,
): ScreenState['threads'] {
  const arrivals = new Map<ThreadKey, Entry[]>()
  for (const entry of logged) {
    const key = threadKey(entry.sessionId, entry.thread)
    if (!threads.has(key)) continue
    const arrived = arrivals.get(key)
    if (arrived) arrived.push(entry)
    else arrivals.set(key, [entry])
  }
  if (arrivals.size === 0) return threads
  const next = new Map(threads)
  for (const [key, arrived] of arrivals) {
    const thread = threads.get(key)
    if (!thread) continue
    if (isOutdated(thread, arrived)) {
      next.delete(key)
      continue
    }
    const grown = withLogged(thread, arrived)
    next.set(key, !shown.has(key) && grown.end.entries.length > cutHiddenAbove ? trimThread(grown) : grown)
  }
  return next
}

type Queued = Parameters<typeof compareQueued>[0]

/** Returns what is queued by thread, without what is gone and with what is new or changed. */
function changeQueued<Q extends Queued>(
  held: ReadonlyMap<ThreadKey, readonly Q[]>,
  gone: ReadonlySet<string>,
  changed: readonly Q[],
): ReadonlyMap<ThreadKey, readonly Q[]> {
  if (held.size === 0 && changed.length === 0) return held
  const next = new Map(held)
  if (gone.size > 0) {
    for (const [key, messages] of held) {
      const left = messages.filter((message) => !gone.has(message.id))
      if (left.length === 0) next.delete(key)
      else if (left.length < messages.length) next.set(key, left)
    }
  }
  for (const message of changed) {
    if (gone.has(message.id)) continue
    const key = threadKey(message.sessionId, message.thread)
    next.set(key, withQueued(next.get(key) ?? [], message))
  }
  return next
}

function withQueued<Q extends Queued>(messages: readonly Q[], message: Q): readonly Q[] {
  return [...messages.filter((other) => other.id !== message.id), message].sort(compareQueued)
}

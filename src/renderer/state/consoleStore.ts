import { v7 as makeUuidV7 } from 'uuid'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { ConsoleEvent, EventName } from '../../shared/ipc/events.ts'
import { eventNames } from '../../shared/ipc/names.ts'
import { type EntryId, entryIdSchema, type SessionId } from '../../shared/model/ids.ts'
import type { PresenceStatus } from '../../shared/model/presence.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Answering } from '../bridge/bridgeConnection.ts'
import { applyEvents } from './applyEvents.ts'
import { type ConsoleActions, createConsoleActions } from './consoleActions.ts'
import { createOutgoing } from './outgoing.ts'
import { ownUserId, type ScreenState, unreadScreen, withConsole, withoutConsole } from './screenState.ts'
import { createThreadReader } from './threadReader.ts'

/** Runs a task once, soon, with everything else that is due then. Returns how to cancel it. */
export type ScheduleFrame = (task: () => void) => () => void

/** Surroundings of the store. */
export interface ConsoleStoreParts {
  readonly clock: Clock
  readonly scheduleFrame: ScheduleFrame
  /** Makes the ids of messages: UUIDv7. */
  readonly newId?: () => EntryId
}

/** The screen's state, kept true by the events of the bridge, and what a person can do to it. */
export interface ConsoleStore extends Pick<StoreApi<ScreenState>, 'getState' | 'getInitialState' | 'subscribe'> {
  readonly bridge: Bridge
  readonly actions: ConsoleActions
  /** Reads everything anew: at the start, and after a break in which events may have been missed. */
  readonly read: () => Promise<void>
  /** The console behind the bridge is gone, until it is read again; a stranger may answer in its place. */
  readonly lose: (answering: Answering) => void
  /** Stops listening to the bridge. */
  readonly stop: () => void
}

/** Time until the console is asked again when it could not be read. */
const readAgainMs = 2_000

/**
 * Creates the store of one bridge and listens to its events at once; `read` draws the first state. Events are applied once a
 * frame, however many arrive.
 */
export function createConsoleStore(bridge: Bridge, parts: ConsoleStoreParts): ConsoleStore {
  const { clock, scheduleFrame } = parts
  const newId = parts.newId ?? (() => entryIdSchema.parse(makeUuidV7()))
  const store = createStore<ScreenState>(() => unreadScreen)
  const reader = createThreadReader({ bridge, store, flush: applyWaiting })
  const outgoing = createOutgoing({ bridge, store, clock })
  let waiting: ConsoleEvent[] = []
  let cancelFrame: (() => void) | null = null
  let cancelReadAgain: (() => void) | null = null
  /** Counts the reads, so that the answer of one that was superseded is let go. */
  let reads = 0
  let readsUnderWay = 0

  const handOvers = new Set<() => Promise<void>>()
  const stopListening = [
    ...eventNames.map((name) => listenTo(name)),
    bridge.on('closingStarted', () => void handOver()),
  ]

  async function handOver(): Promise<void> {
    await Promise.all([...handOvers].map((save) => save()))
    await bridge.handedOver({})
  }

  function onClosing(save: () => Promise<void>): () => void {
    handOvers.add(save)
    return () => {
      handOvers.delete(save)
    }
  }

  function listenTo<E extends EventName>(name: E): () => void {
    return bridge.on(name, (payload) => {
      waiting.push({ name, payload } as ConsoleEvent)
      cancelFrame ??= scheduleFrame(applyWaiting)
    })
  }

  function applyWaiting(): void {
    cancelFrame?.()
    cancelFrame = null
    // While the console is being read, events wait: applied after the answer, they end in the newest of both.
    if (store.getState().reading.kind !== 'done' || readsUnderWay > 0) return
    const events = waiting
    waiting = []
    if (events.length === 0) return
    const before = store.getState()
    const after = applyEvents(before, events, reader.shown())
    store.setState(after, true)
    if (ownUserId(before.account) !== ownUserId(after.account)) void read()
  }

  function showDraft(sessionId: SessionId, thread: Thread, text: string): void {
    const { sessions } = store.getState()
    const session = sessions.get(sessionId)
    if (!session || session.drafts[thread] === text) return
    const drafted = { ...session, drafts: { ...session.drafts, [thread]: text } }
    store.setState({ sessions: new Map(sessions).set(sessionId, drafted) })
  }

  function showPresence(status: PresenceStatus): void {
    const { account, presence } = store.getState()
    const userId = ownUserId(account)
    if (userId !== null) store.setState({ presence: new Map(presence).set(userId, { userId, status }) })
  }

  async function read(): Promise<void> {
    cancelReadAgain?.()
    cancelReadAgain = null
    reads += 1
    const thisRead = reads
    readsUnderWay += 1
    const answer = await bridge.readConsole({})
    readsUnderWay -= 1
    if (thisRead !== reads) return
    if (!answer.ok) {
      const { reading } = store.getState()
      if (reading.kind !== 'done') store.setState({ reading: { kind: 'failed', failure: answer.failure } })
      cancelReadAgain = clock.after(readAgainMs, () => void read())
      applyWaiting()
      return
    }
    store.setState(withConsole(store.getState(), answer.value), true)
    applyWaiting()
    await reader.readAgain()
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    bridge,
    actions: createConsoleActions({ bridge, reader, outgoing, newId, showDraft, showPresence, onClosing }),
    read,
    lose: (answering) => {
      applyWaiting()
      store.setState(withoutConsole(store.getState(), clock.now(), answering), true)
    },
    stop: () => {
      for (const stop of stopListening) stop()
      cancelFrame?.()
      cancelReadAgain?.()
    },
  }
}

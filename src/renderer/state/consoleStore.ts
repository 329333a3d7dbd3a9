import { v7 as makeUuidV7 } from 'uuid'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import { fileIdSchema } from '../../shared/model/files/ownFile.ts'
import { type EntryId, entryIdSchema } from '../../shared/model/ids.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Answering } from '../bridge/bridgeConnection.ts'
import { type ConsoleActions, createConsoleActions } from './consoleActions.ts'
import { applyEvents } from './events/applyEvents.ts'
import { createEventQueue, type ScheduleFrame } from './events/eventQueue.ts'
import { createHandOvers } from './handOvers.ts'
import { createOutgoing } from './outgoing.ts'
import {
  ownUserId,
  type ScreenState,
  unreadScreen,
  withConsole,
  withDraft,
  withOpen,
  withOwnPresence,
  withoutConsole,
} from './screenState.ts'
import { createThreadReader } from './threads/threadReader.ts'
import { createVisiting } from './visiting.ts'

/** Surroundings of the store. */
export interface ConsoleStoreParts {
  readonly clock: Clock
  readonly scheduleFrame: ScheduleFrame
  /** Returns what it is by the relay's clock, in ms since 1970; by default what it is by `clock`. */
  readonly relayNow?: () => number
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

/** Time until the console is read again when it could not be read. */
const retryReadMs = 2_000

/**
 * Creates the store of one bridge and listens to its events at once; `read` draws the first state. Events are applied once a
 * frame, however many arrive.
 */
export function createConsoleStore(bridge: Bridge, parts: ConsoleStoreParts): ConsoleStore {
  const { clock, scheduleFrame } = parts
  const relayNow = parts.relayNow ?? clock.now
  const newId = parts.newId ?? (() => entryIdSchema.parse(makeUuidV7()))
  const store = createStore<ScreenState>(() => unreadScreen)
  const events = createEventQueue(bridge, scheduleFrame, {
    // While the console is being read, events wait: applied after the answer, they end in the newest of both.
    mayApply: () => store.getState().reading.kind === 'done' && readsUnderWay === 0,
    apply: (waiting) => {
      const before = store.getState()
      const after = applyEvents(before, waiting, reader.shown())
      store.setState(after, true)
      reader.readMissing()
      // Somebody may have left and come back within one frame: it is the same person then, of whom nothing is here any more.
      if (after.reading.kind !== 'done' || ownUserId(before.account) !== ownUserId(after.account)) void read()
    },
  })
  const reader = createThreadReader({ bridge, store, clock, flush: events.flush })
  const outgoing = createOutgoing({ bridge, store, clock, relayNow })
  const visit = createVisiting({ bridge, store, clock })
  const handOvers = createHandOvers(bridge)
  let cancelRetry: (() => void) | null = null
  /** Counts the reads, so that the answer of one that was superseded is let go. */
  let reads = 0
  let readsUnderWay = 0

  async function read(): Promise<void> {
    cancelRetry?.()
    cancelRetry = null
    reads += 1
    const thisRead = reads
    readsUnderWay += 1
    const answer = await bridge.readConsole({})
    readsUnderWay -= 1
    if (thisRead !== reads) return
    if (!answer.ok) {
      const { reading } = store.getState()
      if (reading.kind !== 'done') store.setState({ reading: { kind: 'failed', failure: answer.failure } })
      cancelRetry = clock.after(retryReadMs, () => void read())
      events.flush()
      return
    }
    store.setState(withConsole(store.getState(), answer.value), true)
    events.flush()
    await reader.reread()
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    bridge,
    actions: createConsoleActions({
      ...{ bridge, reader, outgoing, visit, newId, handOvers },
      newFileId: () => fileIdSchema.parse(makeUuidV7()),
      colourOpen: (openIds) => {
        store.setState((state) => withOpen(state, openIds))
        return store.getState().hues
      },
      showDraft: (sessionId, thread, text) => store.setState((state) => withDraft(state, sessionId, thread, text)),
      showPresence: (status) => store.setState((state) => withOwnPresence(state, status)),
    }),
    read,
    lose: (answering) => {
      events.flush()
      store.setState(withoutConsole(store.getState(), relayNow(), answering), true)
    },
    stop: () => {
      events.stop()
      handOvers.stop()
      reader.stop()
      cancelRetry?.()
    },
  }
}

import type { KeptEvent } from '../../client/keepConnected.ts'
import type { RelaySocket } from '../../client/relaySocket.ts'
import { createTypists } from '../../client/typists.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { careThread } from './pullEntries.ts'
import { createSessionState } from './sessionState.ts'
import { createThreadSync } from './threadSync.ts'

/** The page's copy of its session. */
export interface PageConversation {
  readonly session: () => Session | undefined
  /** The furthest that the person's own messages have ever come. */
  readonly reached: () => Watermark
  /** Ascending by `seq`, without gaps, up to the newest that this page has. */
  readonly entries: () => readonly Entry[]
  readonly hasEarlier: () => boolean
  /** Up to where the person had read, anywhere, when the relay first sent the session to this page; 0 before that. */
  readonly readAtOpening: () => number
  /** Names of the others who type now. */
  readonly typing: () => readonly string[]
  /** Reads what was kept from before. */
  readonly load: () => Promise<void>
  /** Asks for everything that was missed. Rejects with a `FailureError`. */
  readonly catchUp: (socket: RelaySocket) => Promise<void>
  readonly receive: (event: KeptEvent) => void
  /** Goes one step back, to what is kept here or else to what the relay has. Returns whether there was something to be had. */
  readonly loadEarlier: () => Promise<boolean>
  /** The entries up to this `seq` were in front of the person. */
  readonly seen: (seq: number) => void
  /** Takes nothing more, and keeps nothing more on this device. */
  readonly stop: () => void
}

export interface PageConversationParts {
  readonly own: OwnInvitation
  readonly store: PageStore
  readonly socket: () => RelaySocket | undefined
  readonly clock: Clock
  readonly fraction: Jitter['fraction']
  readonly changed: () => void
  /** Entries, in order, that are here now: what was kept from before (also of long ago), or what is new. */
  readonly arrived: (entries: readonly Entry[], isNew: boolean) => void
  /** Called with whether the session is open to this patient now; also when that has not changed. */
  readonly opened: (isOpen: boolean) => void
}

/** Keeps the session and its care thread whole, in memory and on this device, and sends how far it has come. */
export function createPageConversation(parts: PageConversationParts): PageConversation {
  const { own, clock, changed } = parts
  const { sessionId, userId } = own
  const state = createSessionState(parts)
  const typists = createTypists({ clock, self: () => userId, changed })
  const sync = createThreadSync({ ...parts, arrived, takeSession })
  let readAtOpening: number | undefined

  function arrived(entries: readonly Entry[], isNew: boolean): void {
    if (isNew)
      for (const { senderId, body } of entries)
        if (body.kind === 'message') typists.stop(sessionId, careThread, senderId)
    parts.arrived(entries, isNew)
  }

  function takeSession(next: Session | undefined): boolean {
    if (next) {
      state.update(next)
      const ownMark = state.current()?.watermarks.find((item) => item.userId === userId && item.thread === careThread)
      readAtOpening ??= ownMark?.readUpTo ?? 0
      if (ownMark) sync.adopt(ownMark)
    }
    changed()
    const isOpen = next?.active === true
    parts.opened(isOpen)
    return isOpen
  }

  return {
    session: state.current,
    reached: state.reached,
    entries: sync.entries,
    hasEarlier: sync.hasEarlier,
    readAtOpening: () => readAtOpening ?? 0,
    typing: () => typists.all().flatMap(({ people }) => people.map(({ name }) => name)),
    load: () => sync.load(state.load),
    catchUp: sync.catchUp,
    receive: (event) => {
      if (event.name === 'log:entries') sync.receive(event.payload.items)
      else if (event.name === 'watermarks') {
        state.updateWatermarks(event.payload.items.filter((item) => item.sessionId === sessionId))
        changed()
      } else if (event.name === 'typing') {
        typists.receive(
          event.payload.items.filter((item) => item.sessionId === sessionId && item.thread === careThread),
        )
      } else if (event.name === 'sessions:changed') {
        const next = event.payload.items.find(({ id }) => id === sessionId)
        if (next || event.payload.removed.includes(sessionId)) sync.receiveSession(next)
      }
    },
    loadEarlier: sync.loadEarlier,
    seen: sync.seen,
    stop: () => {
      sync.stop()
      state.stop()
    },
  }
}

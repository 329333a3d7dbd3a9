import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../../shared/ipc/bridge.ts'
import type { PlaceInThread } from '../../../shared/ipc/message.ts'
import { fail, type Result, succeed } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { ScreenState } from '../screenState.ts'
import { type ThreadKey, threadKey } from '../threadKey.ts'
import { type Again, createAgain, createHeldThreads, type HeldThreads, type ThreadName } from './heldThreads.ts'
import {
  edgeSeq,
  hiddenThreadEntries,
  joinAway,
  type LoadedThread,
  mostHiddenEntries,
  reachesEnd,
  shownPart,
  trimThread,
  withAsked,
  withEdgeFetched,
  withEdgePage,
  withEndPage,
  withoutAway,
  withPartAround,
} from './loadedThread.ts'
import { laterEdge, nothingCame, type PageOfThread, type Side } from './partOfThread.ts'

/** Entries that the first reading brings, and those that each further one does. */
const firstEntries = 50
const pageEntries = 100

/** Brings threads onto the screen, and keeps short what is not on it. */
export interface ThreadReader {
  readonly open: (name: ThreadName) => (keepFromSeq?: number) => void
  /** Reads the page beyond an edge of what is shown. Does nothing where there is none or one is being read. */
  readonly load: (name: ThreadName, side: Side) => Promise<void>
  /** Shows the part around `seq`, or says why it cannot. */
  readonly showAround: (name: ThreadName, seq: number) => Promise<Result<null>>
  readonly showEnd: (name: ThreadName) => Promise<void>
  /** The threads on the screen. */
  readonly shown: () => ReadonlySet<ThreadKey>
  /** Reads every thread that is on the screen and was let go of, if its session is there. */
  readonly readMissing: () => void
  /** Reads every thread that is held anew, after events may have been missed. */
  readonly reread: () => Promise<void>
  readonly stop: () => void
}

interface ThreadReaderParts {
  readonly bridge: Pick<Bridge, 'readEntries'>
  readonly store: StoreApi<ScreenState>
  readonly clock: Clock
  /** Applies the events that wait, so that an answer is merged into what came before it. */
  readonly flush: () => void
}

/** Creates the reader of one store. */
export function createThreadReader(parts: ThreadReaderParts): ThreadReader {
  const names = new Map<ThreadKey, ThreadName>()
  const views = createViews()
  const wishes = createWishes()
  const held = createHeldThreads(parts.store)
  const again = createAgain(held, parts.clock)
  const reading = createReading(parts, held, views.shown, again)

  const begin = (name: ThreadName): ThreadKey => {
    const key = keyOf(name)
    names.set(key, name)
    held.begin(key)
    return key
  }

  return {
    open: (name) => {
      const key = begin(name)
      if (!held.find(key)?.loaded) void reading.readEnd(name, firstEntries)
      return views.open(key, (keepFromSeq) =>
        held.change(key, (thread) => trimThread({ ...thread, keepFromSeq: keepFromSeq ?? null })),
      )
    },
    load: reading.readBeyond,
    showAround: async (name, seq) => {
      const key = begin(name)
      const isWanted = wishes.add(key)
      const holds = (part: LoadedThread['away'] | undefined) =>
        part?.entries.some((entry) => entry.seq === seq) === true
      const thread = held.find(key)
      if (thread && holds(shownPart(thread))) return succeed(null)
      if (thread && holds(thread.end)) held.change(key, withoutAway)
      else {
        const page = await reading.read(name, { kind: 'around', seq }, pageEntries)
        // Whoever has gone elsewhere since is not led back.
        if (!isWanted()) return succeed(null)
        if (page.entries.length === 0) {
          return page.later.kind === 'lacking' ? { ok: false, failure: page.later.failure } : notThere
        }
        held.change(key, (now) => withPartAround(now, page, seq))
      }
      return succeed(null)
    },
    showEnd: async (name) => {
      const thread = held.find(keyOf(name))
      if (!thread) return
      const isWanted = wishes.add(keyOf(name))
      if (laterEdge(thread.end, held.headOf(name)).kind !== 'nothing') await reading.readEnd(name, firstEntries)
      if (isWanted()) held.change(keyOf(name), withoutAway)
    },
    shown: () => views.shown,
    readMissing: () => {
      for (const key of views.shown) {
        const name = names.get(key)
        if (!name || held.find(key) || !held.hasSession(name)) continue
        held.begin(key)
        void reading.readEnd(name, firstEntries)
      }
    },
    reread: async () => {
      // A new person has none of the threads of the one before, but their views may still be on the screen.
      for (const key of views.shown) held.begin(key)
      held.changeAll(withAsked)
      await Promise.all(held.keys().map((key) => reading.reread(names.get(key))))
    },
    stop: again.stop,
  }
}

const keyOf = ({ sessionId, thread }: ThreadName): ThreadKey => threadKey(sessionId, thread)

/** Reads parts of threads into the state. */
function createReading(
  { bridge, flush }: Pick<ThreadReaderParts, 'bridge' | 'flush'>,
  held: HeldThreads,
  shown: ReadonlySet<ThreadKey>,
  again: Pick<Again, 'consider'>,
) {
  const readingEnd = new Set<ThreadKey>()

  async function read(name: ThreadName, from: PlaceInThread, limit: number): Promise<PageOfThread> {
    const answer = await bridge.readEntries({ ...name, from, limit })
    flush()
    const page = answer.ok ? answer.value : nothingRead(answer)
    again.consider(page)
    return page
  }

  async function readEnd(name: ThreadName, limit: number): Promise<void> {
    const key = keyOf(name)
    if (readingEnd.has(key)) return
    readingEnd.add(key)
    const page = await read(name, { kind: 'end' }, limit)
    readingEnd.delete(key)
    held.change(key, (thread) => withEndPage(thread, page, shown.has(key)))
  }

  async function readBeyond(name: ThreadName, side: Side): Promise<void> {
    const key = keyOf(name)
    const thread = held.find(key)
    if (!thread) return
    if (side === 'later' && reachesEnd(thread)) return held.change(key, joinAway)
    const part = shownPart(thread)
    const edge = side === 'earlier' ? part.earlier : laterEdge(part, held.headOf(name))
    if (edge.kind === 'nothing' || edge.kind === 'fetching') return
    const seq = edgeSeq(part, side)
    if (seq === undefined) return readEnd(name, firstEntries)
    held.change(key, (now) => withEdgeFetched(now, side))
    const page = await read(name, { kind: side === 'earlier' ? 'before' : 'after', seq }, pageEntries)
    const isAtEnd = side === 'later' && page.entries.length === 0 && page.later.kind === 'nothing'
    const answer = isAtEnd && held.headOf(name) > seq ? { ...page, later: nothingCame } : page
    held.change(key, (now) => withEdgePage(now, side, answer, seq))
  }

  async function reread(name: ThreadName | undefined): Promise<void> {
    const thread = name && held.find(keyOf(name))
    if (!thread) return
    const { away, end } = thread
    const middle = away?.entries[Math.floor(away.entries.length / 2)]
    if (away && middle) {
      const limit = Math.min(away.entries.length, mostHiddenEntries)
      const page = await read(name, { kind: 'around', seq: middle.seq }, limit)
      if (page.entries.length > 0) {
        held.change(keyOf(name), (now) => (now.away ? withPartAround(now, page, middle.seq) : now))
      }
    }
    await readEnd(name, Math.min(Math.max(end.entries.length, hiddenThreadEntries), mostHiddenEntries))
  }

  return { read, readEnd, readBeyond, reread }
}

const notThere = fail('notFound', 'This message is not there any more.')

/** Returns the answer of a console that gave none: why, on both sides. */
function nothingRead({ failure }: Extract<Result<never>, { ok: false }>): PageOfThread {
  const lacking = { kind: 'lacking', failure } as const
  return { entries: [], amendments: [], earlier: lacking, later: lacking }
}

/** Counts what was wished to be shown of each thread: the last wish holds. */
function createWishes() {
  const counts = new Map<ThreadKey, number>()
  return {
    /** Adds a wish. Returns whether it is the last one still. */
    add: (key: ThreadKey): (() => boolean) => {
      const own = (counts.get(key) ?? 0) + 1
      counts.set(key, own)
      return () => counts.get(key) === own
    },
  }
}

/** Counts the views of each thread. */
function createViews() {
  const counts = new Map<ThreadKey, number>()
  const shown = new Set<ThreadKey>()
  return {
    shown,
    /** Adds a view. Returns how to take it off; `onHidden` is called with the last one. */
    open: (key: ThreadKey, onHidden: (keepFromSeq: number | undefined) => void) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      shown.add(key)
      let isOpen = true
      return (keepFromSeq?: number) => {
        if (!isOpen) return
        isOpen = false
        const left = (counts.get(key) ?? 1) - 1
        counts.set(key, left)
        if (left > 0) return
        shown.delete(key)
        onHidden(keepFromSeq)
      }
    },
  }
}

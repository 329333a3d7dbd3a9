import type { Logger } from 'pino'
import type { Entry } from '../../src/shared/model/entry.ts'
import { type Thread, threadSchema } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { Store } from '../store/store.ts'
import { nodeLimits } from './nodeLimits.ts'

export interface ReorderBuffer {
  /** Begins to follow a session from the entries that it has now. */
  readonly begin: (session: CachedSession) => void
  /** Takes an entry that was appended on this node or on another one. */
  readonly take: (session: CachedSession, entry: Entry) => void
  /** Checks whether entries are missing up to the session's heads, and fetches them after a moment. */
  readonly check: (session: CachedSession) => void
  readonly stop: () => void
}

export interface ReorderBufferParts {
  readonly store: Pick<Store, 'log'>
  /** Delivers an entry to those who are connected here. */
  readonly deliver: (session: CachedSession, entry: Entry) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Delivery of a thread up to a place. */
interface ThreadProgress {
  /** Head of the thread when this node began to follow the session. */
  readonly base: number
  delivered: number
  readonly waiting: Map<number, Entry>
}

interface Progress extends Readonly<Record<Thread, ThreadProgress>> {
  cancelFill: (() => void) | undefined
}

const threads = threadSchema.options

/**
 * Delivers the entries of each thread in the order of their `seq`, once each, though they come from several nodes: one that
 * comes early waits for those before it, and one that does not come is read from the store.
 */
export function createReorderBuffer(parts: ReorderBufferParts): ReorderBuffer {
  const { deliver, clock, log } = parts
  const followed = new WeakMap<CachedSession, Progress>()
  const timers = new Set<() => void>()
  let isStopped = false

  function begin(session: CachedSession): Progress {
    const progress = beginProgress(session)
    followed.set(session, progress)
    return progress
  }

  function fillSoon(session: CachedSession, progress: Progress, afterMs: number = nodeLimits.gapWaitMs): void {
    if (isStopped || progress.cancelFill) return
    const cancel = clock.after(afterMs, () => {
      timers.delete(cancel)
      fillGaps(parts, session, progress).then(
        () => {
          progress.cancelFill = undefined
          if (isBehind(session, progress)) fillSoon(session, progress)
        },
        (error: unknown) => {
          log.warn({ sessionId: session.record().id, error }, 'missing entries could not be read')
          progress.cancelFill = undefined
          fillSoon(session, progress, nodeLimits.heartbeatMs)
        },
      )
    })
    timers.add(cancel)
    progress.cancelFill = cancel
  }

  return {
    begin: (session) => void begin(session),
    take: (session, entry) => {
      const progress = followed.get(session) ?? begin(session)
      const thread = progress[entry.thread]
      session.raiseHead(entry.thread, entry.seq)
      if (entry.seq <= thread.base) deliver(session, entry)
      else if (entry.seq > thread.delivered) {
        thread.waiting.set(entry.seq, entry)
        deliverNext(deliver, session, thread)
        if (thread.delivered < entry.seq) fillSoon(session, progress)
      }
    },
    check: (session) => {
      const progress = followed.get(session) ?? begin(session)
      if (isBehind(session, progress)) fillSoon(session, progress)
    },
    stop: () => {
      isStopped = true
      for (const cancel of timers) cancel()
    },
  }
}

function beginProgress(session: CachedSession): Progress {
  const ofThread = (thread: Thread): ThreadProgress => {
    const base = session.head(thread)
    return { base, delivered: base, waiting: new Map() }
  }
  return { care: ofThread('care'), staff: ofThread('staff'), cancelFill: undefined }
}

function isBehind(session: CachedSession, progress: Progress): boolean {
  return threads.some((thread) => session.head(thread) > progress[thread].delivered)
}

/** Delivers the entries that wait for no other one any more. */
function deliverNext(deliver: ReorderBufferParts['deliver'], session: CachedSession, thread: ThreadProgress): void {
  const next = () => thread.waiting.get(thread.delivered + 1)
  for (let entry = next(); entry; entry = next()) {
    thread.waiting.delete(entry.seq)
    thread.delivered = entry.seq
    deliver(session, entry)
  }
}

/** Reads what is missing up to the session's heads from the store, and delivers it. */
async function fillGaps(
  { store, deliver }: Pick<ReorderBufferParts, 'store' | 'deliver'>,
  session: CachedSession,
  progress: Progress,
): Promise<void> {
  for (const thread of threads) {
    const place = progress[thread]
    const head = session.head(thread)
    // A gap of this size is fetched by the clients in pages: they notice it.
    if (head - place.delivered > nodeLimits.longestFill) place.delivered = head - 1
    while (place.delivered < session.head(thread)) {
      const from = { after: place.delivered }
      const found = await store.log.read({ sessionId: session.record().id, thread, limit: 200, from })
      for (const entry of found) if (entry.seq > place.delivered) place.waiting.set(entry.seq, entry)
      deliverNext(deliver, session, place)
      if (found.length === 0) break
    }
    for (const seq of place.waiting.keys()) if (seq <= place.delivered) place.waiting.delete(seq)
  }
}

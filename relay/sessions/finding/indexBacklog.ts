import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { ThreadKey } from '../../store/log/ranges.ts'
import type { Store } from '../../store/store.ts'

/** Entries of one transaction, and threads that are looked at for what the index lacks: a few milliseconds, which others wait for. */
const entriesAtOnce = 128
const threadsAtOnce = 200
/** Time until all threads are looked at again, in ms: another node may have stopped before it was done. */
const allAgainMs = 600_000

/** The threads of which the index lacks something. */
export interface IndexBacklog {
  readonly appended: (entry: Pick<Entry, 'sessionId' | 'thread'>) => void
  /** Returns when there is something to do (ms since 1970); in the past: now. */
  readonly dueAtMs: () => number
  /** Does a little of it. */
  readonly work: () => Promise<void>
}

export function createIndexBacklog({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'words'>
  readonly clock: Pick<Clock, 'now'>
}): IndexBacklog {
  const behind = new Map<string, ThreadKey>()
  /** The last thread that was looked at, of all there are; undefined between two of these looks. */
  let lookedUpTo: ThreadKey | null | undefined = null
  let lookAgainAtMs = 0

  async function lookOn(after: ThreadKey | null): Promise<void> {
    const { threads, last } = await store.words.backlog(after, threadsAtOnce)
    for (const thread of threads) behind.set(keyOf(thread), thread)
    lookedUpTo = last ?? undefined
    if (last === null) lookAgainAtMs = clock.now() + allAgainMs
  }

  return {
    appended: ({ sessionId, thread }) => {
      const key = { sessionId, thread }
      behind.set(keyOf(key), key)
    },
    dueAtMs: () => (behind.size > 0 || lookedUpTo !== undefined ? 0 : lookAgainAtMs),
    work: async () => {
      if (behind.size === 0) await lookOn(lookedUpTo ?? null)
      const next = [...behind.values()].slice(0, entriesAtOnce)
      if (next.length === 0) return
      const left = new Set((await store.words.index(next, entriesAtOnce)).map(keyOf))
      for (const thread of next) {
        const key = keyOf(thread)
        // To which something was appended meanwhile, it may lack that.
        if (!left.has(key) && behind.get(key) === thread) behind.delete(key)
      }
    },
  }
}

function keyOf({ sessionId, thread }: ThreadKey): string {
  return `${sessionId} ${thread}`
}

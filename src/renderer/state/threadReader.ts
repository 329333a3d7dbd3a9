import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import {
  hiddenThreadEntries,
  type LoadedThread,
  mostHiddenEntries,
  notLoadedThread,
  trimThread,
  withEarlierPage,
  withNewestPage,
} from './loadedThread.ts'
import type { ScreenState } from './screenState.ts'
import { type ThreadKey, threadKey } from './threadKey.ts'

/** Entries that one reading brings. */
const pageEntries = 50

interface ThreadName {
  readonly sessionId: SessionId
  readonly thread: Thread
}

/** Brings threads onto the screen, and keeps short what is not on it. */
export interface ThreadReader {
  readonly open: (name: ThreadName) => (keepFromSeq?: number) => void
  readonly loadEarlier: (name: ThreadName) => Promise<void>
  /** The threads on the screen. */
  readonly shown: () => ReadonlySet<ThreadKey>
  /** Reads every thread that is held anew, after events may have been missed. */
  readonly reread: () => Promise<void>
}

interface ThreadReaderParts {
  readonly bridge: Bridge
  readonly store: StoreApi<ScreenState>
  /** Applies the events that wait, so that an answer is merged into what came before it. */
  readonly flush: () => void
}

/** Creates the reader of one store. */
export function createThreadReader({ bridge, store, flush }: ThreadReaderParts): ThreadReader {
  const names = new Map<ThreadKey, ThreadName>()
  const views = new Map<ThreadKey, number>()
  const shownKeys = new Set<ThreadKey>()
  const readingNewest = new Set<ThreadKey>()
  const readingEarlier = new Set<ThreadKey>()

  function change(key: ThreadKey, next: (thread: LoadedThread) => LoadedThread): void {
    const { threads } = store.getState()
    const before = threads.get(key)
    if (!before) return
    const after = next(before)
    if (after !== before) store.setState({ threads: new Map(threads).set(key, after) })
  }

  async function readNewest(name: ThreadName, limit: number): Promise<void> {
    const key = threadKey(name.sessionId, name.thread)
    if (readingNewest.has(key)) return
    readingNewest.add(key)
    const answer = await bridge.readEntries({ ...name, before: null, limit })
    readingNewest.delete(key)
    flush()
    if (answer.ok) change(key, (thread) => withNewestPage(thread, answer.value))
  }

  return {
    open: (name) => {
      const key = threadKey(name.sessionId, name.thread)
      names.set(key, name)
      views.set(key, (views.get(key) ?? 0) + 1)
      shownKeys.add(key)
      const { threads } = store.getState()
      const held = threads.get(key)
      if (!held) store.setState({ threads: new Map(threads).set(key, notLoadedThread) })
      if (!held?.loaded) void readNewest(name, pageEntries)
      let open = true
      return (keepFromSeq) => {
        if (!open) return
        open = false
        const left = (views.get(key) ?? 1) - 1
        views.set(key, left)
        if (left > 0) return
        shownKeys.delete(key)
        change(key, (thread) => trimThread({ ...thread, keepFromSeq: keepFromSeq ?? null }))
      }
    },
    loadEarlier: async (name) => {
      const key = threadKey(name.sessionId, name.thread)
      const thread = store.getState().threads.get(key)
      const first = thread?.entries[0]
      if (!thread?.hasEarlier || first === undefined || readingEarlier.has(key)) return
      readingEarlier.add(key)
      const answer = await bridge.readEntries({ ...name, before: first.seq, limit: pageEntries })
      readingEarlier.delete(key)
      if (answer.ok) change(key, (current) => withEarlierPage(current, answer.value))
    },
    shown: () => shownKeys,
    reread: async () => {
      const { threads } = store.getState()
      // A new person has none of the threads of the one before, but their views may still be on the screen.
      for (const key of shownKeys) {
        if (!threads.has(key))
          store.setState(({ threads: held }) => ({ threads: new Map(held).set(key, notLoadedThread) }))
      }
      const held = [...store.getState().threads]
      await Promise.all(
        held.map(([key, thread]) => {
          const name = names.get(key)
          const limit = Math.min(Math.max(thread.entries.length, hiddenThreadEntries), mostHiddenEntries)
          return name && readNewest(name, limit)
        }),
      )
    },
  }
}

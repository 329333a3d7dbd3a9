import { createContext, useContext } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ThreadKey } from '../../../state/threadKey.ts'
import type { ReadingPosition } from '../scrolling/readingPosition.ts'
import type { Hit } from './hits.ts'

/** A find in one thread, as long as its bar is open. */
export interface OpenFind {
  readonly query: string
  /** The place that was read when it was opened; null: not on the screen since. */
  readonly from: ReadingPosition | null
  /** Message that it has come to, and the text for which that was looked for. */
  readonly at: Hit | null
  readonly settledFor: string | null
}

type OpenFinds = ReadonlyMap<ThreadKey, OpenFind>

/** Finds in the threads of this screen, each by itself. */
export interface Finds {
  readonly state: Pick<StoreApi<OpenFinds>, 'getState' | 'getInitialState' | 'subscribe'>
  /** Opens the bar over a thread, which stays as it is where it is open. */
  readonly open: (key: ThreadKey) => void
  readonly change: (key: ThreadKey, change: Partial<OpenFind>) => void
  readonly close: (key: ThreadKey) => void
  /** Makes the bar known that is on the screen. Returns how to take it off. */
  readonly register: (key: ThreadKey, step: (by: 1 | -1) => void) => () => void
  /** Goes on by one in the bar over a thread. Returns false where none is on the screen. */
  readonly step: (key: ThreadKey, by: 1 | -1) => boolean
}

/** Creates the finds of a screen; none is open. */
export function createFinds(): Finds {
  const state = createStore<OpenFinds>(() => new Map())
  const bars = new Map<ThreadKey, (by: 1 | -1) => void>()
  const put = (key: ThreadKey, find: OpenFind) => state.setState(new Map(state.getState()).set(key, find), true)
  return {
    state,
    open: (key) => {
      if (!state.getState().has(key)) put(key, { query: '', from: null, at: null, settledFor: null })
    },
    change: (key, change) => {
      const find = state.getState().get(key)
      if (find) put(key, { ...find, ...change })
    },
    close: (key) => {
      const open = new Map(state.getState())
      if (open.delete(key)) state.setState(open, true)
    },
    register: (key, step) => {
      bars.set(key, step)
      return () => {
        if (bars.get(key) === step) bars.delete(key)
      }
    },
    step: (key, by) => {
      const step = bars.get(key)
      step?.(by)
      return step !== undefined
    },
  }
}

/** Carries the finds to the conversations. */
export const FindsContext = createContext<Finds | null>(null)

/** Returns the finds of the screen. */
export function useFinds(): Finds {
  const finds = useContext(FindsContext)
  if (finds === null) throw new Error('This is drawn outside of FindsContext.')
  return finds
}

import type { Bridge } from '../../shared/ipc/bridge.ts'

/** Texts and arrangements that a screen still has to save when the console is about to close. */
export interface HandOvers {
  /** Calls `save` before the console closes, which waits for it. Returns how to take that back. */
  readonly onClosing: (save: () => Promise<void>) => () => void
  readonly stop: () => void
}

export function createHandOvers(bridge: Bridge): HandOvers {
  const saves = new Set<() => Promise<void>>()
  async function handOver(): Promise<void> {
    await Promise.all([...saves].map((save) => save()))
    await bridge.handedOver({})
  }
  return {
    onClosing: (save) => {
      saves.add(save)
      return () => {
        saves.delete(save)
      }
    },
    stop: bridge.on('closingStarted', () => void handOver()),
  }
}

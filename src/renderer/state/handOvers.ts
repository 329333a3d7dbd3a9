import type { Bridge } from '../../shared/ipc/bridge.ts'

/** Texts and arrangements that a screen still has to save when the console is about to close, or its person to sign out. */
export interface HandOvers {
  /** Calls `save` before the console closes or its person signs out, which wait for it. Returns how to take that back. */
  readonly onClosing: (save: () => Promise<void>) => () => void
  /** Saves all of it. Resolves when everything was answered. */
  readonly saveAll: () => Promise<void>
  readonly stop: () => void
}

export function createHandOvers(bridge: Bridge): HandOvers {
  const saves = new Set<() => Promise<void>>()
  async function saveAll(): Promise<void> {
    await Promise.all([...saves].map((save) => save()))
  }
  async function handOver(): Promise<void> {
    await saveAll()
    await bridge.handedOver({})
  }
  return {
    onClosing: (save) => {
      saves.add(save)
      return () => {
        saves.delete(save)
      }
    },
    saveAll,
    stop: bridge.on('closingStarted', () => void handOver()),
  }
}

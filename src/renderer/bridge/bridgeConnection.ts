import type { Bridge } from '../../shared/ipc/bridge.ts'

/** Response at the console's place: none, or that of a program that does not hold the key of this page. */
export type Answering = 'nobody' | 'stranger'

/** The bridge of this page, and how to learn whether the console behind it is there. */
export interface BridgeConnection {
  readonly bridge: Bridge
  /**
   * Calls `listener` as soon as the console is gone: nothing comes from it, and nothing reaches it; and again when a stranger
   * answers in its place. Returns how to stop.
   */
  readonly onLost: (listener: (answering: Answering) => void) => () => void
  /** Calls `listener` when the console is there again: what was read of it must be read again. Returns how to stop. */
  readonly onRestart: (listener: () => void) => () => void
}

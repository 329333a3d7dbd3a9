import type { Bridge } from '../../shared/ipc/bridge.ts'

/** The bridge of this page, and how to hear that the console was away and what was read of it must be read again. */
export interface BridgeConnection {
  readonly bridge: Bridge
  /** Calls `listener` whenever events may have been missed. Returns how to stop. */
  readonly onRestart: (listener: () => void) => () => void
}

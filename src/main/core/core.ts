import type { ConsoleEvent, Handlers } from '../../shared/ipc/contract.ts'

/** The console without its host: what it does, and what it has to tell. */
export interface Core {
  readonly handlers: Handlers
  /** Calls `listener` with every event, in the order they were raised. Returns how to stop. */
  readonly listen: (listener: (event: ConsoleEvent) => void) => () => void
  /** Stops the link and waits until the disk has everything. */
  readonly close: () => Promise<void>
}

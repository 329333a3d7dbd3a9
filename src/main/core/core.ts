import type { Handlers } from '../../shared/ipc/commands.ts'
import type { ConsoleEvent } from '../../shared/ipc/events.ts'
import type { SharedContent } from './runtime/sharedContent.ts'

/** The console without its host: what it does, and its events. */
export interface Core {
  readonly handlers: Handlers
  /** Calls `listener` with every event, in the order they were raised. Returns how to stop. */
  readonly listen: (listener: (event: ConsoleEvent) => void) => () => void
  /** Returns the content of a file under the name that `openFile` gave for it; undefined where there is none. */
  readonly findContent: (name: string) => SharedContent | undefined
  /** Asks whoever listens for what is typed and not saved. Resolves when it is on the disk, and after a second at the latest. */
  readonly handOver: () => Promise<void>
  /** Stops the link and waits until the disk has everything. */
  readonly close: () => Promise<void>
}

import type { ConsoleEvent } from '../../../shared/ipc/events.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Log } from './log.ts'

export type Emit = (event: ConsoleEvent) => void

/** Creates the way from the core to its listeners. */
export function createEvents(log: Log): Feed<ConsoleEvent> {
  return createFeed(log, ({ name }) => name)
}

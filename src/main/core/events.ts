import type { ConsoleEvent } from '../../shared/ipc/contract.ts'
import type { Log } from './log.ts'

export type Emit = (event: ConsoleEvent) => void

/** The way from the core to its listeners. A listener that throws does not keep the others, or the core, from going on. */
export function createEvents(log: Log) {
  const listeners = new Set<(event: ConsoleEvent) => void>()
  const emit: Emit = (event) => {
    for (const listener of [...listeners]) {
      try {
        listener(event)
      } catch (error) {
        log.error({ event: event.name, reason: error instanceof Error ? error.name : 'unknown' }, 'a listener failed')
      }
    }
  }
  return {
    emit,
    listen: (listener: (event: ConsoleEvent) => void) => {
      // A function of its own for each call, so that the same listener can be given twice.
      const entry = (event: ConsoleEvent) => listener(event)
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
      }
    },
  }
}

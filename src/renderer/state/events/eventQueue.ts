import type { Bridge } from '../../../shared/ipc/bridge.ts'
import type { ConsoleEvent, EventName } from '../../../shared/ipc/events.ts'
import { eventNames } from '../../../shared/ipc/names.ts'

/** Runs a task once, soon, with everything else that is due then. Returns how to cancel it. */
export type ScheduleFrame = (task: () => void) => () => void

/** Events of the bridge that wait to be applied together. */
export interface EventQueue {
  /** Applies what waits now, if it can be applied. */
  readonly flush: () => void
  /** Stops listening to the bridge. */
  readonly stop: () => void
}

/** Listens to the bridge at once, and calls `apply` once a frame while `mayApply`; until then events wait. */
export function createEventQueue(
  bridge: Bridge,
  scheduleFrame: ScheduleFrame,
  listener: { readonly mayApply: () => boolean; readonly apply: (events: readonly ConsoleEvent[]) => void },
): EventQueue {
  let waiting: ConsoleEvent[] = []
  let cancelFrame: (() => void) | null = null
  const stopListening = eventNames.map((name) => listenTo(name))

  function listenTo<E extends EventName>(name: E): () => void {
    return bridge.on(name, (payload) => {
      waiting.push({ name, payload } as ConsoleEvent)
      cancelFrame ??= scheduleFrame(flush)
    })
  }

  function flush(): void {
    cancelFrame?.()
    cancelFrame = null
    if (!listener.mayApply()) return
    const events = waiting
    waiting = []
    if (events.length > 0) listener.apply(events)
  }

  return {
    flush,
    stop: () => {
      for (const stop of stopListening) stop()
      cancelFrame?.()
    },
  }
}

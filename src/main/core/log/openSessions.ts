import type { SessionId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { createFeed } from '../runtime/feed.ts'
import type { Log } from '../runtime/log.ts'

/** A session that was asked for is about to have a tab; the screen says so within this time. */
const aboutToOpenMs = 60_000

export type OpenSessions = ReturnType<typeof createOpenSessions>

/** Creates the knowledge of which sessions have a tab, at first those that had one when the screen last said so. */
export function createOpenSessions(parts: {
  readonly clock: Pick<Clock, 'after'>
  readonly log: Log
  readonly stored: readonly SessionId[]
}) {
  const opened = createFeed<readonly SessionId[]>(parts.log, () => 'opened')
  const closed = createFeed<readonly SessionId[]>(parts.log, () => 'closed')
  const aboutToOpen = new Map<SessionId, () => void>()
  let open: ReadonlySet<SessionId> = new Set(parts.stored)

  function endWaiting(id: SessionId): void {
    aboutToOpen.get(id)?.()
    aboutToOpen.delete(id)
  }

  return {
    has: (id: SessionId): boolean => open.has(id) || aboutToOpen.has(id),
    /** These sessions have a tab, and no others. One that was only asked for keeps its time. */
    set: (ids: readonly SessionId[]): void => {
      const before = open
      open = new Set(ids)
      ids.forEach(endWaiting)
      const added = ids.filter((id) => !before.has(id))
      const gone = [...before].filter((id) => !open.has(id) && !aboutToOpen.has(id))
      if (added.length > 0) opened.publish(added)
      if (gone.length > 0) closed.publish(gone)
    },
    /** Something of this session is asked for by the screen. */
    expect: (id: SessionId): void => {
      if (open.has(id)) return
      endWaiting(id)
      const cancel = parts.clock.after(aboutToOpenMs, () => {
        aboutToOpen.delete(id)
        if (!open.has(id)) closed.publish([id])
      })
      aboutToOpen.set(id, cancel)
    },
    onOpened: opened.subscribe,
    /** Calls with sessions that have no tab any more, or got none. */
    onClosed: closed.subscribe,
    close: (): void => {
      for (const cancel of aboutToOpen.values()) cancel()
      aboutToOpen.clear()
    },
  }
}

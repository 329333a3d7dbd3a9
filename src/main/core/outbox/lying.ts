import type { ServerTime } from '../../../client/serverTime.ts'
import { mostUndoSeconds } from '../../../shared/ipc/settings.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'

export interface LyingParts {
  readonly clock: Pick<Clock, 'after'>
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly unsent: Pick<UnsentMessages, 'all'>
  /** A message may go from now on. */
  readonly over: (id: EntryId) => void
}

/**
 * Creates the times for which messages lie here before they go, so that their writer can take them back. They pass evenly, whatever is done to a clock, and go on after a
 * start with what was left of them.
 */
export function createLying({ clock, serverTime, unsent, over }: LyingParts) {
  const cancels = new Map<EntryId, () => void>()

  function begin({ id, releaseAt }: Pick<OutboxMessage, 'id' | 'releaseAt'>): void {
    if (releaseAt === null) return
    // A clock that was set meanwhile makes no time longer than a person can ask for.
    const leftMs = Math.min(mostUndoSeconds * 1_000, Math.max(0, releaseAt - serverTime.now()))
    const cancel = clock.after(leftMs, () => {
      cancels.delete(id)
      over(id)
    })
    cancels.set(id, cancel)
  }

  function end(id: EntryId): void {
    cancels.get(id)?.()
    cancels.delete(id)
  }

  for (const item of unsent.all()) if (item.kind === 'message') begin(item)

  return {
    begin,
    end,
    has: ({ id }: OutboxItem): boolean => cancels.has(id),
    close: (): void => {
      for (const id of [...cancels.keys()]) end(id)
    },
  }
}

import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { OtherNodes } from '../sessions/cache/otherNodes.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'
import type { ClusterChannel } from './clusterChannel.ts'
import { createDeliverOutdated } from './deliverOutdated.ts'
import { createReorderBuffer, type ReorderBuffer } from './reorderBuffer.ts'

/** Connects the sessions in memory with the other nodes, and puts the entries of all nodes into one order from now on. */
export function createOtherNodes(parts: {
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly events: RelayEvents
  readonly channel: Pick<ClusterChannel, 'isSynced'>
  /** Of the time that passes for all nodes. */
  readonly clock: Clock
  readonly log: Logger
}): { readonly reorderBuffer: ReorderBuffer; readonly otherNodes: OtherNodes } {
  const { store, events, channel, clock, log } = parts
  const reorderBuffer = createReorderBuffer({
    ...{ store, clock, log },
    deliver: (session, entry) => events.deliverInSession({ kind: 'entry', entry }, session),
  })
  events.orderEntries(({ entry }, session) => reorderBuffer.take(session, entry))
  return {
    reorderBuffer,
    otherNodes: {
      isSynced: channel.isSynced,
      now: clock.steady,
      adopted: reorderBuffer.begin,
      behind: reorderBuffer.check,
      outdated: createDeliverOutdated({ store, deliverInSession: events.deliverInSession, log }),
    },
  }
}

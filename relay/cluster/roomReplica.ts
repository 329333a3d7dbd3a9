import type { EventOf } from '../events/relayEvent.ts'
import type { NodeSnapshot } from './redis/nodeRegistry.ts'

/** A transport's copy of who is in which room on other nodes, kept up to date by what those publish. */
export interface RoomReplica {
  /** Someone joined a room there, or left it. */
  readonly roomChanged: (event: EventOf<'room'>, nodeId: string) => void
  /** A connection there has ended. */
  readonly connectionEnded: (connectionId: string, nodeId: string) => void
  /** Replaces all that is known of a node's rooms; by nothing, when the node has ended. Publishes who is found to have joined or left. */
  readonly reconcile: (nodeId: string, snapshot: Pick<NodeSnapshot, 'occupancies' | 'superseded'>) => void
}

import type { NodeMessage } from './nodeMessage.ts'
import type { NodeSnapshot } from './redis/nodeRegistry.ts'

/** Receiver of what the other nodes publish. */
export interface ClusterListener {
  /** Gets the messages of each node in the order in which it published them. */
  readonly received: (message: NodeMessage, nodeId: string) => void
  /** Messages of other nodes may be missing here: what is stored has to be read again. */
  readonly missed: () => void
  /** Replaces all that is known of another node; by nothing, when it has ended or has fallen silent. */
  readonly reconcile: (nodeId: string, snapshot: NodeSnapshot) => void
}

/** Connection from this node to the others. Nothing that is stored depends on it; while it is down, this node works alone. */
export interface ClusterChannel {
  /** Begins to receive. Resolves when Redis responds, or after a moment without: it then goes on trying. */
  readonly start: (listener: ClusterListener) => Promise<void>
  /** Sends a message to all other nodes. Returns at once; the message is kept for a while when Redis cannot be reached. */
  readonly publish: (message: NodeMessage) => void
  /** Returns whether everything that the others published up to a moment ago is known here. */
  readonly isSynced: () => boolean
  /** Announces that the node stops, and ends. */
  readonly stop: () => Promise<void>
}

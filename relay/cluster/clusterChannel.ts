import type { NodeMessage } from './nodeMessage.ts'
import type { NodeSnapshot } from './nodeRegistry.ts'

export interface NodeLinkEvents {
  /** Another node tells something; in its order. */
  readonly received: (message: NodeMessage, nodeId: string) => void
  /** Something of what the others told may be missing here: what is stored is to be read again. */
  readonly missed: () => void
  /** Replaces what is on another node, whole; nothing, when it has ended or has not been heard of. */
  readonly holdingsOf: (nodeId: string, holdings: NodeSnapshot) => void
}

/** The way from this node to the others. Nothing that is stored depends on it; when it is away, this node works alone. */
export interface ClusterChannel {
  /** Begins to listen. Resolves when it is heard, or after a moment without: it then goes on trying. */
  readonly start: (events: NodeLinkEvents) => Promise<void>
  /** Sends a message to all other nodes. Returns at once; it is kept for a while when the way is blocked. */
  readonly tell: (message: NodeMessage) => void
  /** Returns whether everything the others told up to a moment ago is known here. */
  readonly isSynced: () => boolean
  /** Announces that the node stops, and ends. */
  readonly stop: () => Promise<void>
}

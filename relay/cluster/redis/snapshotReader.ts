import type { NodeMessage } from '../nodeMessage.ts'
import { fieldOf, type NodeRegistry, type NodeSnapshot } from './nodeRegistry.ts'

export interface SnapshotReader {
  /** Reads the snapshots of these nodes, or of all, and passes each on. */
  readonly read: (nodeIds?: readonly string[]) => void
  /** Notes a message whose field is newer than what a reading under way may still find. */
  readonly note: (message: NodeMessage, nodeId: string) => void
}

/** Reads what the registry has of other nodes, and marks in it what their messages have superseded meanwhile. */
export function createSnapshotReader(
  registry: Pick<NodeRegistry, 'read'>,
  found: (nodeId: string, snapshot: NodeSnapshot) => void,
): SnapshotReader {
  /** For each reading under way, the fields of which messages have arrived since it began, by node. */
  const readings = new Set<Map<string, Set<string>>>()

  return {
    read: (nodeIds) => {
      const newer = new Map<string, Set<string>>()
      readings.add(newer)
      registry
        .read(nodeIds)
        .then(
          (snapshots) => {
            for (const [nodeId, snapshot] of snapshots)
              found(nodeId, { ...snapshot, superseded: newer.get(nodeId) ?? new Set() })
          },
          // The next reading finds it.
          () => undefined,
        )
        .finally(() => readings.delete(newer))
    },
    note: (message, nodeId) => {
      const field = readings.size === 0 ? undefined : fieldOf(message)
      if (field === undefined) return
      for (const newer of readings) {
        const fields = newer.get(nodeId)
        if (fields) fields.add(field)
        else newer.set(nodeId, new Set([field]))
      }
    },
  }
}

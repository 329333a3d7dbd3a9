import type { Logger } from 'pino'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { ClusterListener } from '../clusterChannel.ts'
import type { NodeMessage } from '../nodeMessage.ts'
import { createNodeLiveness } from './nodeLiveness.ts'
import type { NodeRegistry } from './nodeRegistry.ts'
import { createSnapshotReader } from './snapshotReader.ts'

/** The other nodes, as far as this one knows them. */
export interface Peers {
  readonly received: (message: NodeMessage, from: string) => void
  readonly alive: (from: string) => void
  /** Rereads everything of the other nodes, after messages may have been missed. */
  readonly missed: () => void
  /** Reads the snapshots of all nodes. */
  readonly readAll: () => void
  /** Forgets the nodes that have ended, and rereads everything when others have fallen silent. */
  readonly check: () => void
}

export interface PeersParts {
  readonly registry: Pick<NodeRegistry, 'read' | 'rewrite'>
  /** Returns undefined before the channel is started. */
  readonly listener: () => ClusterListener | undefined
  readonly clock: Clock
  readonly log: Logger
}

export function createPeers({ registry, listener, clock, log }: PeersParts): Peers {
  const liveness = createNodeLiveness()
  const snapshots = createSnapshotReader(registry, (from, snapshot) => {
    liveness.expect(from, clock.steady())
    listener()?.reconcile(from, snapshot)
  })

  function alive(from: string): void {
    if (liveness.noteAlive(from, clock.steady())) snapshots.read([from])
  }

  function missed(): void {
    log.warn({}, 'messages of other nodes may be missing, what is stored is read again')
    listener()?.missed()
    snapshots.read()
    registry.rewrite()
  }

  function forget(nodeId: string): void {
    liveness.forget(nodeId)
    listener()?.reconcile(nodeId, { devices: [], occupancies: [], superseded: new Set() })
  }

  return {
    received: (message, from) => {
      if (message.kind === 'goodbye') {
        forget(from)
        return
      }
      alive(from)
      snapshots.note(message, from)
      listener()?.received(message, from)
    },
    alive,
    missed,
    readAll: () => snapshots.read(),
    check: () => {
      const { expired, hasNewlySilent } = liveness.check(clock.steady())
      for (const nodeId of expired) forget(nodeId)
      if (hasNewlySilent) missed()
    },
  }
}

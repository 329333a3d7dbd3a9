import type { UserId } from '../../src/shared/model/ids.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { NodeMessage, SharedDevice } from './nodeMessage.ts'
import { deviceField, type NodeSnapshot } from './redis/nodeRegistry.ts'

type DeviceMessage = Extract<NodeMessage, { kind: 'device' | 'deviceGone' }>

export interface ReplicatedPresence {
  /** Publishes the changes of this node's devices to the others. */
  readonly registry: PresenceRegistry
  readonly received: (message: DeviceMessage, nodeId: string) => void
  /** Replaces the devices of another node, whole. */
  readonly reconcile: (nodeId: string, snapshot: Pick<NodeSnapshot, 'devices' | 'superseded'>) => void
}

/**
 * One presence over the devices of all nodes: those of others are in the registry under the name of their node. Who is in a call,
 * each node learns by the event of the call.
 */
export function replicatePresence(
  registry: PresenceRegistry,
  publish: (message: DeviceMessage) => void,
): ReplicatedPresence {
  const own = new Map<string, SharedDevice>()
  const ofNodes = new Map<string, Map<string, UserId>>()
  const keyOf = (nodeId: string, connectionId: string) => `${nodeId}/${connectionId}`

  function arrive(nodeId: string, device: SharedDevice): void {
    const { userId, connectionId, deviceKey, toldAs: scope, status, customStatus, lifeMs } = device
    const ofNode = ofNodes.get(nodeId) ?? new Map<string, UserId>()
    ofNodes.set(nodeId, ofNode)
    ofNode.set(connectionId, userId)
    registry.arrive({ userId, connectionId: keyOf(nodeId, connectionId), deviceKey, scope }, lifeMs)
    registry.set(userId, keyOf(nodeId, connectionId), status, customStatus)
  }
  function leave(nodeId: string, connectionId: string, userId: UserId): void {
    const ofNode = ofNodes.get(nodeId)
    ofNode?.delete(connectionId)
    if (ofNode?.size === 0) ofNodes.delete(nodeId)
    registry.leave(userId, keyOf(nodeId, connectionId))
  }

  return {
    registry: {
      ...registry,
      arrive: (device, lifeMs) => {
        registry.arrive(device, lifeMs)
        const { userId, connectionId, deviceKey, scope } = device
        const known = own.get(connectionId)
        const shared: SharedDevice = {
          ...known,
          ...{ userId, connectionId, deviceKey },
          ...(scope === undefined ? {} : { toldAs: scope }),
          status: known?.status ?? 'online',
          ...(lifeMs === undefined ? {} : { lifeMs }),
        }
        // A device that expires by itself is not kept: it arrives again and again.
        if (lifeMs === undefined) own.set(device.connectionId, shared)
        publish({ kind: 'device', device: shared })
      },
      set: (userId, connectionId, status, customStatus) => {
        registry.set(userId, connectionId, status, customStatus)
        const known = own.get(connectionId)
        if (!known) return
        const device = { ...known, status, ...(customStatus === undefined ? {} : { customStatus }) }
        own.set(connectionId, device)
        publish({ kind: 'device', device })
      },
      leave: (userId, connectionId) => {
        registry.leave(userId, connectionId)
        own.delete(connectionId)
        publish({ kind: 'deviceGone', userId, connectionId })
      },
    },
    received: (message, nodeId) => {
      if (message.kind === 'device') arrive(nodeId, message.device)
      else leave(nodeId, message.connectionId, message.userId)
    },
    reconcile: (nodeId, { devices, superseded }) => {
      const isCurrent = (connectionId: string) => !superseded.has(deviceField(connectionId))
      const present = new Set(devices.map(({ connectionId }) => connectionId))
      for (const [connectionId, userId] of [...(ofNodes.get(nodeId) ?? [])])
        if (!present.has(connectionId) && isCurrent(connectionId)) leave(nodeId, connectionId, userId)
      for (const device of devices) if (isCurrent(device.connectionId)) arrive(nodeId, device)
    },
  }
}

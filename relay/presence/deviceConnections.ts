import type { PresenceRegistry } from './presenceRegistry.ts'
import type { PresentDevice } from './presentDevice.ts'

/** Part that acts when a device of this node connects, or a connection of one has ended. */
export interface DeviceListener {
  /** The device is in the registry, and receives events from now on. Rejects when the store cannot be read. */
  readonly arrived?: (device: PresentDevice) => Promise<void>
  /** The connection is no longer in the registry. */
  readonly left?: (device: PresentDevice) => void
}

export interface DeviceConnections {
  /**
   * A device of this node has connected, in whatever protocol, and receives events from now on; nothing is done for one whose
   * connection has ended by now. Rejects when the store cannot be read; the device is then present, but may lack what it is owed:
   * end its connection, and it will connect again.
   */
  readonly arrive: (device: PresentDevice, isConnected: () => boolean) => Promise<void>
  readonly leave: (device: PresentDevice) => void
}

/** Creates the way by which transports report their devices: to the registry first, then to these listeners in their order. */
export function createDeviceConnections(
  registry: Pick<PresenceRegistry, 'arrive' | 'leave'>,
  listeners: readonly DeviceListener[],
): DeviceConnections {
  return {
    arrive: async (device, isConnected) => {
      if (!isConnected()) return
      registry.arrive(device)
      await Promise.all(listeners.map(async ({ arrived }) => await arrived?.(device)))
    },
    leave: (device) => {
      registry.leave(device.userId, device.connectionId)
      for (const { left } of listeners) left?.(device)
    },
  }
}

import type { DeviceId } from '../../src/shared/model/ids.ts'
import type { Asker } from '../sessions/asker.ts'
import type { NativeSocket } from './socketServer.ts'

/** One native connection of one device, from its handshake to its end. */
export interface Connection {
  readonly id: string
  readonly socket: NativeSocket
  readonly asker: Asker
  readonly deviceId: DeviceId
  /** Resolves when the device counts as there; that takes a look into the store. */
  arrived: Promise<unknown>
  /** When the token ends, ms since 1970; moved on by `auth:refresh`. */
  expiresAtMs: number
  /** Cancels the timer that watches over the token. */
  cancelExpiry: () => void
  /** About what waits to be handed to the transport, in bytes. */
  unsentBytes: number
}

import type { Role } from '../../../src/shared/model/role.ts'
import { connectNative, type NativeClient } from './nativeClient.ts'
import type { StartedRelay } from './start/startedRelay.ts'

/** Native clients of a relay that are closed together. */
export interface NativeClients {
  readonly connect: (userId: string, role: Role, deviceId?: string) => Promise<NativeClient>
  /** Of those that were connected since the last time. */
  readonly all: () => readonly NativeClient[]
  readonly close: () => void
}

/** Connects clients to the relay that `relay` returns then. */
export function createNativeClients(relay: () => Pick<StartedRelay, 'url' | 'tokenFor'>): NativeClients {
  let clients: NativeClient[] = []
  return {
    connect: async (userId, role, deviceId) => {
      const { url, tokenFor } = relay()
      const token = await tokenFor(userId, role)
      const client = await connectNative({ url, token, ...(deviceId === undefined ? {} : { deviceId }) })
      clients.push(client)
      return client
    },
    all: () => clients,
    close: () => {
      for (const client of clients) client.close()
      clients = []
    },
  }
}

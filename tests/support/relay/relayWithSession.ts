import { onTestFinished } from 'vitest'
import type { Role } from '../../../src/shared/model/role.ts'
import { createFakeClock, type FakeClock } from '../time/fakeClock.ts'
import { connectNative, type NativeClient } from './nativeClient.ts'
import type { StartedRelay, StartRelayOptions } from './start/startedRelay.ts'
import { startRelay } from './start/startRelay.ts'

/** A relay with one session of a patient and a clinician, and everyone else who may come near it. */
export interface RelayWithSession {
  readonly relay: StartedRelay
  readonly clock: FakeClock
  readonly sessionId: string
  readonly connect: (userId: string, role: Role) => Promise<NativeClient>
}

export const relayUsers: Readonly<Record<string, Role>> = {
  pat: 'patient',
  'other-pat': 'patient',
  doc: 'clinician',
  'other-doc': 'clinician',
  sue: 'support',
  ada: 'admin',
}

/** Opens it on a clock that stands still at Monday 2026-01-05, 09:00 UTC; all of it goes with the test. */
export async function openRelayWithSession(options: StartRelayOptions = {}): Promise<RelayWithSession> {
  const clock = createFakeClock()
  const relay = await startRelay({ clock, ...options })
  onTestFinished(() => relay.stop())
  for (const [id, role] of Object.entries(relayUsers)) await relay.putUser(id, { name: `Name of ${id}`, role })
  const sessionId = 'visit-1'
  await relay.putSession(sessionId, { pat: 'patient', doc: 'clinician' })
  return {
    relay,
    clock,
    sessionId,
    connect: async (userId, role) => {
      const token = await relay.tokenFor(userId, role, userId, 90 * 24 * 3_600_000)
      const client = await connectNative({ url: relay.url, token })
      onTestFinished(client.close)
      return client
    },
  }
}

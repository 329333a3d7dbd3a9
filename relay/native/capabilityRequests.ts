import { type UpEvent, up } from '../../src/shared/protocol/up.ts'
import type { CallUseCases } from '../calls/callUseCases.ts'
import type { ClinicUseCases } from '../clinic/clinicUseCases.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { PresenceUseCases } from '../presence/presenceUseCases.ts'
import type { Connection } from './connection.ts'
import { type Serve, serve } from './serve.ts'

type CapabilityEvent = Extract<
  UpEvent,
  `call:${string}` | `clinic:${string}` | `notification:${string}` | `presence:${string}`
>

/** Use cases of the capabilities that users ask for wherever they are. */
export interface CapabilityUseCases {
  readonly presence: PresenceUseCases
  readonly calls: CallUseCases
  readonly notifications: NotificationUseCases
  readonly clinic: ClinicUseCases
}

/** The requests of calls, notifications and presence. A device is known by the id of its installation. */
export function capabilityRequests({
  presence,
  calls,
  notifications,
  clinic,
}: CapabilityUseCases): Record<CapabilityEvent, Serve> {
  const success = true as const
  const from = ({ principal, deviceId }: Connection) => ({ ...principal, device: deviceId })
  /** The same, once the device counts as there. */
  const present = async (connection: Connection) => {
    await connection.arrived
    return from(connection)
  }

  return {
    'presence:set': serve(up['presence:set'], async ({ id, principal, arrived }, request) => {
      await arrived
      await presence.set(principal, id, request)
      return { success }
    }),
    'presence:watch': serve(up['presence:watch'], async (connection, { userIds }) => {
      const { presences, expiresAtMs } = await presence.watch(await present(connection), connection.id, userIds)
      return { success, items: presences, expiresAt: expiresAtMs }
    }),
    'call:initiate': serve(up['call:initiate'], async (connection, request) => {
      return { success, ...(await calls.initiate(await present(connection), request)) }
    }),
    'call:accept': serve(up['call:accept'], async (connection, request) => {
      return { success, ...(await calls.accept(await present(connection), request)) }
    }),
    'call:reject': serve(up['call:reject'], async (connection, request) => {
      await calls.reject(from(connection), request)
      return { success }
    }),
    'call:end': serve(up['call:end'], async (connection, request) => {
      return { success, ...(await calls.end(from(connection), request)) }
    }),
    'call:signal': serve(up['call:signal'], async (connection, request) => {
      await calls.signal(from(connection), request)
      return { success }
    }),
    'call:quality': serve(up['call:quality'], async (connection, request) => {
      return { success, ...(await calls.quality(from(connection), request)) }
    }),
    'call:ice': serve(up['call:ice'], async (connection, request) => {
      return { success, ...(await calls.ice(from(connection), request)) }
    }),
    'clinic:read': serve(up['clinic:read'], async ({ principal }, { held }) => {
      return { success, clinic: await clinic.readClinic(principal, held) }
    }),
    'notification:list': serve(up['notification:list'], async ({ principal }, request) => {
      return { success, ...(await notifications.list(principal, request)) }
    }),
    'notification:read': serve(up['notification:read'], async (connection, { notificationId }) => {
      return { success, ...(await notifications.read(from(connection), notificationId)) }
    }),
    'notification:readAll': serve(up['notification:readAll'], async (connection) => {
      return { success, ...(await notifications.readAll(from(connection))) }
    }),
    'notification:subscribe': serve(up['notification:subscribe'], async ({ principal }, { topics }) => {
      return { success, topics: await notifications.subscribe(principal, topics) }
    }),
    'notification:unsubscribe': serve(up['notification:unsubscribe'], async ({ principal }, { topics }) => {
      return { success, topics: await notifications.unsubscribe(principal, topics) }
    }),
  }
}

import type { Clock } from '../../src/shared/model/clock.ts'
import { gatewayLimits } from './gatewayLimits.ts'

/** What this needs of a namespace of Socket.IO, whatever events it knows. */
interface ConnectedNamespace {
  readonly sockets: ReadonlyMap<
    string,
    { readonly conn: { readonly once: (event: 'close', listener: () => void) => unknown } }
  >
  readonly disconnectSockets: (close: true) => unknown
}

/**
 * Ends all connections of these namespaces. Resolves when they have taken their last frames, those that poll with their next
 * request; or `closeWaitMs` later.
 */
export async function endConnections(
  namespaces: readonly ConnectedNamespace[],
  clock: Pick<Clock, 'after'>,
): Promise<void> {
  const sockets = namespaces.flatMap((namespace) => [...namespace.sockets.values()])
  const closed = sockets.map(({ conn }) => new Promise<void>((resolve) => void conn.once('close', resolve)))
  for (const namespace of namespaces) namespace.disconnectSockets(true)
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(gatewayLimits.closeWaitMs, resolve)
    Promise.all(closed).then(() => {
      cancel()
      resolve()
    }, reject)
  })
}

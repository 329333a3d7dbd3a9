import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { connectionLimits } from './connectionLimits.ts'

/** Part of a namespace of Socket.IO that this needs, whatever events it knows. */
interface ConnectedNamespace {
  readonly sockets: ReadonlyMap<
    string,
    {
      readonly conn: {
        readonly once: (event: 'close', listener: () => void) => unknown
        readonly close: () => unknown
      }
    }
  >
}

/**
 * Ends all connections of these namespaces. Resolves when they have taken their last frames, those that poll with their next
 * request; or `closeWaitMs` later. The line is closed and nothing said: clients of Socket.IO that are told to disconnect stay
 * away, and those whose line ends come back by themselves, to another node.
 */
export async function endConnections(
  namespaces: readonly ConnectedNamespace[],
  clock: Pick<Clock, 'after'>,
): Promise<void> {
  const lines = new Set(namespaces.flatMap(({ sockets }) => [...sockets.values()].map(({ conn }) => conn)))
  const closed = [...lines].map((line) => new Promise<void>((resolve) => void line.once('close', resolve)))
  for (const line of lines) line.close()
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(connectionLimits.closeWaitMs, resolve)
    Promise.all(closed).then(() => {
      cancel()
      resolve()
    }, reject)
  })
}

import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Presence } from '../../../shared/model/presence.ts'
import type { PresenceSet } from '../../../shared/protocol/presence.ts'
import type { OnReceived, Transport } from '../link/transport.ts'
import type { Emit } from '../runtime/events.ts'

/** The presence of those who share a session, as last told, and this user's own, told anew on every socket. */
export function createPresence(parts: {
  readonly emit: Emit
  readonly self: () => UserId
  readonly transport: Pick<Transport, 'current'>
}) {
  const { transport } = parts
  const known = new Map<UserId, Presence>()
  let own: PresenceSet['status'] = 'online'

  const ownPresence = (): Presence => ({ userId: parts.self(), status: own })

  function tellRelay(): void {
    const line = transport.current()
    if (line?.via === 'socket') void line.request('presence:set', { status: own })
  }

  function receive(items: readonly Presence[]): void {
    // What this person has set stands here; the relay tells what all their consoles make together.
    const others = items.filter(({ userId }) => userId !== parts.self())
    for (const item of others) known.set(item.userId, item)
    if (others.length > 0) parts.emit({ name: 'presenceChanged', payload: { items: others } })
  }

  return {
    handlers: {
      setPresence: async ({ status }) => {
        if (status === own) return {}
        own = status
        parts.emit({ name: 'presenceChanged', payload: { items: [ownPresence()] } })
        tellRelay()
        return {}
      },
    } satisfies Partial<Handlers>,
    onReceived: {
      presence: ({ items }) => {
        receive(items)
        return true
      },
    } satisfies OnReceived,
    onTransport: (): void => {
      if (own !== 'online') tellRelay()
    },
    all: (): Presence[] => [...known.values(), ownPresence()],
  }
}

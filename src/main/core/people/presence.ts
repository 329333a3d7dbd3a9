import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Presence } from '../../../shared/model/presence.ts'
import type { PresenceSet } from '../../../shared/protocol/presence.ts'
import type { CurrentTransport, OnReceived } from '../link/currentTransport.ts'
import type { Emit } from '../runtime/events.ts'

/** Creates the presence of those who share a session, as last received, and this user's own, sent anew on every socket. */
export function createPresence(parts: {
  readonly emit: Emit
  readonly self: () => UserId
  readonly transport: Pick<CurrentTransport, 'current'>
}) {
  const { transport } = parts
  const known = new Map<UserId, Presence>()
  let own: PresenceSet['status'] = 'online'

  const ownPresence = (): Presence => ({ userId: parts.self(), status: own })

  function sendOwn(): void {
    const over = transport.current()
    if (over?.via === 'socket') void over.request('presence:set', { status: own })
  }

  function receive(items: readonly Presence[]): void {
    // What this person has set stands here; the relay sends what all their consoles make together.
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
        sendOwn()
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
      if (own !== 'online') sendOwn()
    },
    all: (): Presence[] => [...known.values(), ownPresence()],
  }
}

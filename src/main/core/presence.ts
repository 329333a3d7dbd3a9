import type { UserId } from '../../shared/model/ids.ts'
import type { Presence } from '../../shared/model/presence.ts'
import type { PresenceSet } from '../../shared/protocol/presence.ts'
import type { Emit } from './events.ts'
import type { RelayLine } from './relaySocket.ts'

/** The presence of those who share a session, as last told, and this user's own, told anew on every socket. */
export function createPresence(parts: { readonly emit: Emit; readonly self: () => UserId }) {
  const known = new Map<UserId, Presence>()
  let own: PresenceSet['status'] = 'online'
  let line: RelayLine | null = null

  const ownPresence = (): Presence => ({ userId: parts.self(), status: own })

  function tellRelay(): void {
    if (line?.via === 'socket') void line.request('presence:set', { status: own })
  }

  return {
    all: (): Presence[] => [...known.values(), ownPresence()],
    receive: (items: readonly Presence[]): void => {
      // What this person has set stands here; the relay tells what all their consoles make together.
      const others = items.filter(({ userId }) => userId !== parts.self())
      for (const item of others) known.set(item.userId, item)
      if (others.length > 0) parts.emit({ name: 'presenceChanged', payload: { items: others } })
    },
    set: (status: PresenceSet['status']): void => {
      if (status === own) return
      own = status
      parts.emit({ name: 'presenceChanged', payload: { items: [ownPresence()] } })
      tellRelay()
    },
    changeLine: (next: RelayLine | null) => {
      if (next === line) return
      line = next
      if (own !== 'online') tellRelay()
    },
  }
}

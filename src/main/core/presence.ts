import type { UserId } from '../../shared/model/ids.ts'
import type { Presence } from '../../shared/model/presence.ts'
import type { PresenceSet } from '../../shared/protocol/presence.ts'
import type { Emit } from './events.ts'
import type { RelayLine } from './relaySocket.ts'

/** The presence of those who share a session, as last told, and this user's own, told anew on every socket. */
export function createPresence(parts: { readonly emit: Emit }) {
  const known = new Map<UserId, Presence>()
  let own: PresenceSet['status'] = 'online'
  let line: RelayLine | null = null

  function tellRelay(): void {
    if (line?.via === 'socket') void line.request('presence:set', { status: own })
  }

  return {
    all: (): Presence[] => [...known.values()],
    receive: (items: readonly Presence[]): void => {
      for (const item of items) known.set(item.userId, item)
      parts.emit({ name: 'presenceChanged', payload: { items: [...items] } })
    },
    set: (status: PresenceSet['status']): void => {
      if (status === own) return
      own = status
      tellRelay()
    },
    changeLine: (next: RelayLine | null) => {
      if (next === line) return
      line = next
      if (own !== 'online') tellRelay()
    },
  }
}

import type { RelaySocket } from '../../client/relaySocket.ts'
import type { UserId } from '../../shared/model/ids.ts'
import type { Presence } from '../../shared/model/presence.ts'
import type { Session } from '../../shared/model/session.ts'

/** Presence of the others in the session, as the relay last told it. */
export interface Presences {
  readonly all: () => readonly Presence[]
  readonly take: (items: readonly Presence[]) => void
  /** Asks how it is now with those who take part; every change comes by itself. */
  readonly watch: (socket: RelaySocket, session: Session | undefined) => void
  /** Forgets all: it was told over a connection that is gone. */
  readonly forget: () => void
}

/** `changed` is called after each change. */
export function createPresences(changed: () => void): Presences {
  let known: ReadonlyMap<UserId, Presence> = new Map()

  function take(items: readonly Presence[]): void {
    known = new Map([...known, ...items.map((item) => [item.userId, item] as const)])
    changed()
  }
  async function ask(socket: RelaySocket, session: Session): Promise<void> {
    const reply = await socket.request('presence:watch', { userIds: session.participants.map(({ userId }) => userId) })
    if (reply.outcome === 'answered') take(reply.answer.items)
  }

  return {
    all: () => [...known.values()],
    take,
    watch: (socket, session) => {
      if (session) void ask(socket, session)
    },
    forget: () => {
      known = new Map()
    },
  }
}

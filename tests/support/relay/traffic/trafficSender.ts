import { setTimeout as pause } from 'node:timers/promises'
import type { Promised } from '../../../faults/oracle.ts'
import { type NativeClient, newEntryId } from '../nativeClient.ts'

export interface TrafficSender {
  /** Messages that were acknowledged. */
  readonly promised: readonly Promised[]
  /** Ids of messages whose outcome is not known. */
  readonly undecided: ReadonlySet<string>
  /** Ends the sending, and resolves when the last message is decided, or has been tried often enough. */
  readonly end: () => Promise<void>
}

export interface TrafficSenderParts {
  readonly sessionId: string
  readonly senderId: string
  /** A connection to each node, which comes back by itself. */
  readonly connections: readonly NativeClient[]
  /** Pause after each message, in ms. */
  readonly restMs: number
}

/** Sends one message after the other. A message has the same id until it is acknowledged, through whichever node answers. */
export function startTrafficSender({ sessionId, senderId, connections, restMs }: TrafficSenderParts): TrafficSender {
  const promised: Promised[] = []
  const undecided = new Set<string>()
  let isOver = false

  async function send(text: string): Promise<void> {
    const id = newEntryId()
    undecided.add(id)
    for (let turn = 0; ; turn += 1) {
      const connected = connections.filter(({ socket }) => socket.connected)
      const ack = await connected[turn % connected.length]
        ?.request('message:send', { id, sessionId, thread: 'care', text }, 5_000)
        .catch(() => undefined)
      if (ack?.success) break
      if (isOver && turn > 200) return
      await pause(20)
    }
    undecided.delete(id)
    promised.push({ id, sessionId, senderId, text })
  }
  async function sendOn(): Promise<void> {
    for (let count = 0; !isOver; count += 1) {
      await send(`${senderId} sends ${count} in ${sessionId}`)
      await pause(restMs)
    }
  }
  const done = sendOn()
  return {
    promised,
    undecided,
    end: async () => {
      isOver = true
      await done
    },
  }
}

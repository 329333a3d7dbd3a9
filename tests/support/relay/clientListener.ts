import type { InvalidFrame, ReceivedEvent, SocketEnd, SocketListener } from '../../../src/client/relaySocket.ts'
import { until } from '../time/until.ts'

/** A listener of a socket that keeps what it hears. */
export function createClientListener() {
  const received: ReceivedEvent[] = []
  const invalid: InvalidFrame[] = []
  const ends: SocketEnd[] = []
  let openings = 0
  const listener: SocketListener = {
    opened: () => {
      openings += 1
    },
    ended: (end) => void ends.push(end),
    received: (event) => void received.push(event),
    invalid: (frame) => void invalid.push(frame),
  }
  return {
    ...{ listener, received, invalid, ends },
    openings: () => openings,
    untilOpen: () => until('the connection is open', () => openings > 0),
    untilEnded: () => until('the connection has ended', () => ends.length > 0),
  }
}

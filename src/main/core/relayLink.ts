import { io } from 'socket.io-client'
import type { Clock } from '../../shared/model/clock.ts'
import { refusalToFailure } from '../../shared/protocol/acknowledgement.ts'
import { type DownEvent, down } from '../../shared/protocol/down.ts'
import { nativeNamespace } from '../../shared/protocol/handshake.ts'
import { type UpAnswer, type UpEvent, type UpPayload, up } from '../../shared/protocol/up.ts'
import type { Log } from './log.ts'
import type { ConnectSocket, ReceivedEvent, Reply } from './relaySocket.ts'

/**
 * Opens sockets of the native protocol. Everything that comes in is checked against the protocol; what does not fit is
 * logged by its event's name and dropped, and an answer that does not fit counts as none.
 */
export function createConnectSocket(parts: { readonly clock: Clock; readonly log: Log }): ConnectSocket {
  return ({ relayUrl, handshake, requestTimeoutMs }, listener) => {
    const socket = io(new URL(nativeNamespace, relayUrl).href, {
      auth: handshake,
      forceNew: true,
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
    })
    const unanswered = new Set<() => void>()
    let ended = false

    function end(tell: () => void): void {
      if (ended) return
      ended = true
      socket.disconnect()
      for (const giveUp of [...unanswered]) giveUp()
      tell()
    }

    socket.on('connect', () => listener.opened())
    socket.on('connect_error', (error) => end(() => listener.refused(error.message)))
    socket.on('disconnect', (reason) => end(() => listener.closed(reason)))
    socket.onAny((name: string, payload: unknown) => {
      if (ended) return
      const event = parseEvent(name, payload)
      if (event) listener.received(event)
      else parts.log.warn({ event: isDownEvent(name) ? name : 'unknown' }, 'the relay sent an event that is not valid')
    })
    socket.connect()

    function request<E extends UpEvent>(event: E, payload: UpPayload<E>): Promise<Reply<E>> {
      return new Promise((resolve) => {
        const finish = (reply: Reply<E>) => {
          cancelTimeout()
          unanswered.delete(giveUp)
          resolve(reply)
        }
        const giveUp = () =>
          finish({ outcome: 'unknown', failure: { kind: 'offline', message: 'The connection was lost.' } })
        const cancelTimeout = parts.clock.after(requestTimeoutMs, () =>
          finish({ outcome: 'unknown', failure: { kind: 'timeout', message: 'The relay did not answer in time.' } }),
        )
        if (ended) return giveUp()
        unanswered.add(giveUp)
        socket.emit(event, payload, (answer: unknown) => finish(toReply(event, answer)))
      })
    }

    function toReply<E extends UpEvent>(event: E, answer: unknown): Reply<E> {
      const parsed = up[event].ack.safeParse(answer)
      if (!parsed.success) {
        parts.log.warn({ event }, 'the relay gave an answer that is not valid')
        return {
          outcome: 'unknown',
          failure: { kind: 'internal', message: 'The relay gave an answer that is not valid.' },
        }
      }
      if (!parsed.data.success) return { outcome: 'refused', failure: refusalToFailure(parsed.data) }
      return { outcome: 'answered', answer: parsed.data as UpAnswer<E> }
    }

    return { via: 'socket', request, close: () => end(() => undefined) }
  }
}

function isDownEvent(name: string): name is DownEvent {
  return Object.hasOwn(down, name)
}

function parseEvent(name: string, payload: unknown): ReceivedEvent | undefined {
  if (!isDownEvent(name)) return undefined
  const parsed = down[name].safeParse(payload)
  return parsed.success ? ({ name, payload: parsed.data } as ReceivedEvent) : undefined
}

import type { Clock } from '../shared/model/timing/clock.ts'
import { refusalToFailure } from '../shared/protocol/acknowledgement.ts'
import { type UpAnswer, type UpEvent, up } from '../shared/protocol/up.ts'
import type { SendRequest } from './relaySocket.ts'
import type { Reply } from './reply.ts'

/** Creates the requests of one connection: each ends with its acknowledgement, at its time-out, or with the connection. */
export function createPendingRequests(parts: {
  readonly emit: (event: UpEvent, payload: object, acknowledged: (answer: unknown) => void) => void
  readonly clock: Pick<Clock, 'after'>
  readonly timeoutMs: number
  /** The relay acknowledged this event with something that the protocol does not have. */
  readonly invalid: (event: UpEvent) => void
}) {
  const unanswered = new Set<() => void>()
  let isOver = false

  const request: SendRequest = (event, payload) =>
    new Promise((resolve) => {
      const finish = (reply: Parameters<typeof resolve>[0]) => {
        cancelTimeout()
        unanswered.delete(giveUp)
        resolve(reply)
      }
      const giveUp = () =>
        finish({ outcome: 'unknown', failure: { kind: 'offline', message: 'The connection was lost.' } })
      const cancelTimeout = parts.clock.after(parts.timeoutMs, () =>
        finish({ outcome: 'unknown', failure: { kind: 'timeout', message: 'The relay did not answer in time.' } }),
      )
      if (isOver) return giveUp()
      unanswered.add(giveUp)
      parts.emit(event, payload, (answer) => finish(toReply(event, answer)))
    })

  function toReply<E extends UpEvent>(event: E, answer: unknown): Reply<E> {
    const parsed = up[event].ack.safeParse(answer)
    if (!parsed.success) {
      parts.invalid(event)
      const message = 'The relay gave an answer that is not valid.'
      return { outcome: 'unknown', failure: { kind: 'internal', message } }
    }
    if (!parsed.data.success) return { outcome: 'refused', failure: refusalToFailure(parsed.data) }
    return { outcome: 'answered', answer: parsed.data as UpAnswer<E> }
  }

  return {
    request,
    /** Ends what waits for an answer, and every later request, as `unknown`. */
    giveUp: (): void => {
      isOver = true
      for (const end of [...unanswered]) end()
    },
  }
}

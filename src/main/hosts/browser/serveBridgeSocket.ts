import type { WebSocket } from 'ws'
import type { Dispatch } from '../../../shared/ipc/dispatch.ts'
import { closeCodes, type HostFrame, helloSchema, requestFrameSchema } from '../../../shared/ipc/frames.ts'
import type { Clock } from '../../../shared/model/clock.ts'
import type { Core } from '../../core/core.ts'
import type { PageKeys } from './pageKeys.ts'

const helloTimeoutMs = 5_000
/** A page that leaves this much unread is cut off; it comes back and reads the console anew. */
const unreadBytes = 64 * 1024 * 1024

/** Speaks the frames of `shared/ipc/frames.ts` with one page until its connection ends. Nothing is told before its hello. */
export function serveBridgeSocket(
  socket: WebSocket,
  parts: {
    readonly dispatch: Dispatch
    readonly listen: Core['listen']
    readonly pageKeys: PageKeys
    readonly clock: Clock
  },
): void {
  const { dispatch, listen, pageKeys, clock } = parts
  let admitted = false
  let stopListening = (): void => undefined
  const stopWaiting = clock.after(helloTimeoutMs, () => socket.close(closeCodes.helloTimeout))

  function send(frame: HostFrame): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > unreadBytes) socket.close(closeCodes.tooSlow)
    else socket.send(JSON.stringify(frame))
  }

  function receiveHello(frame: unknown): void {
    const hello = helloSchema.safeParse(frame)
    const key = hello.success ? pageKeys.admit(hello.data) : null
    if (key === null) {
      socket.close(hello.success ? closeCodes.notAdmitted : closeCodes.malformed)
      return
    }
    stopWaiting()
    admitted = true
    send({ welcome: { key } })
    stopListening = listen((event) => send({ event }))
  }

  async function receiveRequest(frame: unknown): Promise<void> {
    const request = requestFrameSchema.safeParse(frame)
    if (!request.success) return socket.close(closeCodes.malformed)
    const { id, command, input } = request.data
    send({ id, result: await dispatch(command, input) })
  }

  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return
    const frame = isBinary ? undefined : parseJson(String(data))
    if (frame === undefined) socket.close(closeCodes.malformed)
    else if (admitted) void receiveRequest(frame)
    else receiveHello(frame)
  })
  socket.on('close', () => {
    stopWaiting()
    stopListening()
  })
  // A broken frame, or one over the limit: ws closes the connection with the code that says so.
  socket.on('error', () => undefined)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { WebSocket } from 'ws'
import { provenText } from '../../../shared/ipc/credential.ts'
import type { Dispatch } from '../../../shared/ipc/dispatch.ts'
import { closeCodes, type HostFrame, helloSchema, proofSchema, requestFrameSchema } from '../../../shared/ipc/frames.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Core } from '../../core/core.ts'
import { isProof, type PageKeys, proofOf } from './pageKeys.ts'

const helloTimeoutMs = 5_000
/** A page that leaves this much unread is cut off; it comes back and reads the console anew. */
const unreadBytes = 64 * 1024 * 1024

/** Stage of a page's admission: it may send requests when it is admitted. */
type Stage =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'proving'; readonly id: string; readonly proof: string }
  | { readonly kind: 'admitted' }

/** Speaks the frames of `shared/ipc/frames.ts` with one page until its connection ends. Nothing of the console is sent before its proof. */
export function serveBridgeSocket(
  socket: WebSocket,
  parts: {
    readonly dispatch: Dispatch
    readonly listen: Core['listen']
    readonly pageKeys: PageKeys
    readonly clock: Clock
    /** The host of the page's address, with its port. */
    readonly host: string
    readonly newNonce: () => string
    readonly onAdmitted: () => void
  },
): void {
  const { dispatch, listen, pageKeys, clock, host, newNonce, onAdmitted } = parts
  let stage: Stage = { kind: 'greeting' }
  let stopListening = (): void => undefined
  const stopWaiting = clock.after(helloTimeoutMs, () => socket.close(closeCodes.helloTimeout))

  function send(frame: HostFrame): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > unreadBytes) socket.close(closeCodes.tooSlow)
    else socket.send(JSON.stringify(frame))
  }

  function receiveHello(frame: unknown): void {
    const hello = helloSchema.safeParse(frame)
    const key = hello.success ? pageKeys.keyOf(hello.data.id) : undefined
    if (!hello.success || key === undefined) {
      socket.close(hello.success ? closeCodes.notAdmitted : closeCodes.malformed)
      return
    }
    const { id, nonce: pageNonce } = hello.data
    const connection = { host, id, pageNonce, hostNonce: newNonce() }
    stage = { kind: 'proving', id, proof: proofOf(key, provenText('page', connection)) }
    send({ challenge: { nonce: connection.hostNonce, proof: proofOf(key, provenText('host', connection)) } })
  }

  function receiveProof(frame: unknown, { id, proof }: { readonly id: string; readonly proof: string }): void {
    const given = proofSchema.safeParse(frame)
    const welcome = given.success && isProof(given.data.proof, proof) ? pageKeys.admit(id) : null
    if (welcome === null) {
      socket.close(given.success ? closeCodes.notAdmitted : closeCodes.malformed)
      return
    }
    stopWaiting()
    onAdmitted()
    stage = { kind: 'admitted' }
    send({ welcome })
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
    else if (stage.kind === 'admitted') void receiveRequest(frame)
    else if (stage.kind === 'proving') receiveProof(frame, stage)
    else receiveHello(frame)
  })
  socket.on('close', () => {
    stopWaiting()
    stopListening()
  })
  // A broken frame, or one over the limit: ws closes the connection with the code for it.
  socket.on('error', () => undefined)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

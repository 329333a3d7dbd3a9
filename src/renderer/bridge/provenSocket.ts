import type { Credential } from '../../shared/ipc/credential.ts'
import { closeCodes, type Hello, type HostFrame, hostFrameSchema, type Proof } from '../../shared/ipc/frames.ts'
import type { Answering } from './bridgeConnection.ts'
import { answerChallenge } from './hostProof.ts'

/**
 * Opens a socket over which each side proves that it holds the key of the credential. `received` gets the frames of the host once it
 * has; a stranger, which does not, is sent nothing and turned away. `closed` is called with the code of the end, and with who was
 * there.
 */
export function openProvenSocket(
  parts: {
    readonly openSocket: () => WebSocket
    readonly host: string
    readonly credential: Credential
    readonly newNonce: () => string
  },
  listener: {
    readonly received: (frame: HostFrame) => void
    readonly closed: (code: number, answering: Answering) => void
  },
): WebSocket {
  const { host, credential } = parts
  const socket = parts.openSocket()
  const hello: Hello = { id: credential.id, nonce: parts.newNonce() }
  let peer: 'unproven' | 'host' | 'stranger' = 'unproven'

  async function prove(challenge: { readonly nonce: string; readonly proof: string }): Promise<void> {
    const connection = { host, id: hello.id, pageNonce: hello.nonce, hostNonce: challenge.nonce }
    const proof = await answerChallenge(credential.key, connection, challenge.proof)
    if (proof === undefined) turnAway()
    else {
      peer = 'host'
      socket.send(JSON.stringify({ proof } satisfies Proof))
    }
  }

  function turnAway(): void {
    peer = 'stranger'
    socket.close()
  }

  socket.addEventListener('open', () => socket.send(JSON.stringify(hello)))
  socket.addEventListener('message', (message) => {
    const frame = parseFrame(message.data)
    if (frame !== undefined && peer === 'host') listener.received(frame)
    else if (frame !== undefined && 'challenge' in frame) void prove(frame.challenge)
    else turnAway()
  })
  socket.addEventListener('close', ({ code }) => {
    if (peer === 'unproven' && code === closeCodes.notAdmitted) peer = 'stranger'
    listener.closed(code, peer === 'stranger' ? 'stranger' : 'nobody')
  })
  return socket
}

function parseFrame(data: unknown): HostFrame | undefined {
  try {
    return hostFrameSchema.safeParse(JSON.parse(String(data))).data
  } catch {
    return undefined
  }
}

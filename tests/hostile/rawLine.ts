import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

const patienceMs = 500

/**
 * Opens a line, sends these bytes over it, and hands on what comes back until the other side ends it or has been silent for a
 * while. Never rejects: a line that breaks is what an attacker expects.
 */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  heard: (data: Buffer) => void,
  { sendsEnd = true }: { readonly sendsEnd?: boolean } = {},
): Promise<void> {
  return new Promise((resolve) => {
    const line = connect({ port, host: '127.0.0.1' })
    line.setTimeout(patienceMs, () => line.destroy())
    line.on('data', heard)
    line.on('error', () => undefined)
    line.on('close', () => resolve())
    line.write(bytes)
    if (sendsEnd) line.end()
  })
}

/** A request for a WebSocket, by hand. */
export function upgradeRequest(
  path = '/socket.io/?EIO=4&transport=websocket',
  headers: Readonly<Record<string, string>> = {},
): string {
  const all = {
    host: 'relay',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** A frame of a WebSocket as a client sends it, or, by other flags, as none may. */
export function frameOf(
  payload: string | Buffer,
  { opcode = 1, fin = true, rsv = 0, masked = true, claimedBytes = -1 }: Partial<FrameFlags> = {},
): Buffer {
  const content = Buffer.from(payload)
  const bytes = claimedBytes >= 0 ? claimedBytes : content.length
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const mask = masked ? 0x80 : 0
  let head: Buffer
  if (bytes < 126) head = Buffer.from([first, mask | bytes])
  else if (bytes < 65_536) {
    head = Buffer.from([first, mask | 126, 0, 0])
    head.writeUInt16BE(bytes, 2)
  } else {
    head = Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0])
    head.writeBigUInt64BE(BigInt(bytes), 2)
  }
  // A mask of zeros leaves the content as it is.
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), content])
}

interface FrameFlags {
  readonly opcode: number
  readonly fin: boolean
  /** The three reserved bits, as a number. */
  readonly rsv: number
  readonly masked: boolean
  /** The length that the frame says it has, where that is not its own. */
  readonly claimedBytes: number
}

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StandInClamd {
  readonly socketPath: string
  /** The contents that it was given so far. */
  readonly scanned: readonly Buffer[]
  readonly stop: () => Promise<void>
}

/** Listens on a Unix socket and answers INSTREAM as clamd does; content with the marker in it is a virus. */
export async function startStandInClamd(virusMarker: string): Promise<StandInClamd> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-clamd-'))
  const socketPath = join(folder, 'clamd.sock')
  const scanned: Buffer[] = []
  const command = Buffer.from('zINSTREAM\0')
  const server = createServer((socket) => {
    let received = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      if (received.length < command.length) return
      if (!received.subarray(0, command.length).equals(command)) {
        socket.end('UNKNOWN COMMAND\0')
        return
      }
      const chunks: Buffer[] = []
      for (let at = command.length; at + 4 <= received.length; ) {
        const length = received.readUInt32BE(at)
        if (length === 0) {
          const content = Buffer.concat(chunks)
          scanned.push(content)
          socket.end(content.includes(virusMarker) ? 'stream: Stand-In-Virus FOUND\0' : 'stream: OK\0')
          return
        }
        if (at + 4 + length > received.length) return
        chunks.push(received.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    socketPath,
    scanned,
    stop: async () => {
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

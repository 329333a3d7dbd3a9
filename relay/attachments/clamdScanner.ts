import { once } from 'node:events'
import { connect } from 'node:net'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'

/**
 * Returns whether a content, which is opened when it is wanted, is harmless. Rejects with `FailureError('unavailable')` when that
 * cannot be found out.
 */
export type Scan = (open: () => AsyncIterable<Uint8Array>) => Promise<boolean>

/** Longest time that the scanner may take for one file. */
const scanTimeoutMs = 60_000

/**
 * Asks the clamd that listens on this Unix socket, by its command INSTREAM: chunks with their length before them, an empty one
 * at the end, and one line as the reply.
 */
export function createClamdScanner(socketPath: string, clock: Pick<Clock, 'after'>): Scan {
  return async (open) => {
    const socket = connect(socketPath)
    const cancel = clock.after(scanTimeoutMs, () => socket.destroy())
    let reply = ''
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      reply += text
    })
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    try {
      await once(socket, 'connect')
      // What is being sent or waited for fails by itself when the line breaks.
      socket.on('error', () => socket.destroy())
      await send(socket, Buffer.from('zINSTREAM\0'))
      for await (const chunk of open()) {
        const length = Buffer.alloc(4)
        length.writeUInt32BE(chunk.byteLength)
        await send(socket, Buffer.concat([length, chunk]))
      }
      await send(socket, Buffer.alloc(4))
      await closed
    } catch {
      throw noReply()
    } finally {
      cancel()
      socket.destroy()
    }
    const verdict = reply.replaceAll('\0', '').trim()
    if (verdict === 'stream: OK') return true
    if (/^stream: .+ FOUND$/.test(verdict)) return false
    throw noReply()
  }
}

function send(socket: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

function noReply(): FailureError {
  return new FailureError('unavailable', 'The file could not be checked for viruses now. Go on with the upload later.')
}

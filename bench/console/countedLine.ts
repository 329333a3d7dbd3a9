import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'

/** A line between a console and its relay that counts what it carries, and can be cut. */
export interface CountedLine {
  readonly url: string
  /** Bytes carried both ways so far. */
  readonly bytes: () => number
  /** Ends all connections, and lets no other come about until `mend`. */
  readonly cut: () => void
  readonly mend: () => void
  readonly close: () => void
}

/** Opens a line to the relay at `relayUrl`. */
export async function openCountedLine(relayUrl: string): Promise<CountedLine> {
  const { hostname, port } = new URL(relayUrl)
  const ends = new Set<Socket>()
  let bytes = 0
  let isCut = false

  function carry(from: Socket, to: Socket): void {
    ends.add(from)
    from.on('data', (data) => {
      bytes += data.byteLength
      to.write(data)
    })
    // One end that goes takes the other with it; how it went is of no interest here.
    from.on('error', () => undefined)
    from.on('close', () => {
      ends.delete(from)
      to.destroy()
    })
  }

  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = createConnection({ host: hostname, port: Number(port) })
    carry(near, far)
    carry(far, near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const cut = () => {
    isCut = true
    for (const end of ends) end.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    bytes: () => bytes,
    cut,
    mend: () => {
      isCut = false
    },
    close: () => {
      cut()
      server.close()
    },
  }
}

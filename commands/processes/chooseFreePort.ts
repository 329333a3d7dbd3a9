import { createServer } from 'node:net'

/** Returns a port of 127.0.0.1 that is free now: the preferred one if it is, else any. */
export async function chooseFreePort(preferred?: number): Promise<number> {
  const isFree = preferred === undefined ? undefined : await listenOnce(preferred)
  const port = isFree ?? (await listenOnce(0))
  if (port === undefined) throw new Error('there is no free port')
  return port
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })
}

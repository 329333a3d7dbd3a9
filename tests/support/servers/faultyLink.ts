import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Treatment of the bytes of one direction: they pass, wait for so long, or are swallowed while the connection stays open.
 */
export type Passage =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly byMs: number }
  | { readonly kind: 'swallow' }

/** A way on loopback that a test can break. `up` is towards the relay, `down` is what the relay answers. */
export interface FaultyLink {
  readonly url: string
  /** Sets the port that new connections lead to. */
  readonly leadTo: (port: number) => void
  readonly setUp: (passage: Passage) => void
  readonly setDown: (passage: Passage) => void
  /** Ends every connection with a reset. */
  readonly cut: () => void
  /** While refused, a connection is closed as soon as it is made. */
  readonly refuse: (isRefused: boolean) => void
  /** Connections for which this answers true, from their first bytes, are closed: such as those that ask for a socket. */
  readonly refuseWhere: (test: (firstBytes: string) => boolean) => void
  /**
   * Connections for which this answers true, from any bytes towards the relay, are closed as soon as the answer comes, which is
   * not passed on: whoever asked cannot know whether it was done.
   */
  readonly cutAnswersWhere: (test: (bytes: string) => boolean) => void
  readonly connectionCount: () => number
  readonly close: () => Promise<void>
}

/** Listens on a free port of 127.0.0.1 and passes everything on to `port`, until told otherwise. */
export async function openFaultyLink(port: number): Promise<FaultyLink> {
  let target = port
  let up: Passage = { kind: 'pass' }
  let down: Passage = { kind: 'pass' }
  let isRefused = false
  let isUnwanted: (firstBytes: string) => boolean = () => false
  let isLeftUnanswered: (bytes: string) => boolean = () => false
  const pairs = new Set<readonly [Socket, Socket]>()

  const server = createServer((near) => {
    near.on('error', () => near.destroy())
    if (isRefused) {
      near.resetAndDestroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    const pair = [near, far] as const
    let endsWithAnswer = false
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    near.setNoDelay(true)
    far.setNoDelay(true)
    far.on('error', end)
    near.on('close', end)
    far.on('close', end)
    near.on('data', (bytes) => {
      // A kept-alive connection carries requests of every kind, so every piece is looked at.
      const text = bytes.toString('latin1')
      endsWithAnswer ||= isLeftUnanswered(text)
      if (isUnwanted(text)) end()
      else pass(bytes, far, up)
    })
    far.on('data', (bytes) => {
      if (endsWithAnswer) end()
      else pass(bytes, near, down)
    })
  })

  function pass(bytes: Buffer, to: Socket, passage: Passage): void {
    if (passage.kind === 'pass') to.write(bytes)
    else if (passage.kind === 'delay') setTimeout(() => to.writable && to.write(bytes), passage.byMs)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo

  const cut = () => {
    for (const [near, far] of [...pairs]) {
      near.resetAndDestroy()
      far.destroy()
    }
  }
  return {
    url: `http://127.0.0.1:${own}/`,
    leadTo: (next) => {
      target = next
    },
    setUp: (passage) => {
      up = passage
    },
    setDown: (passage) => {
      down = passage
    },
    cut,
    refuse: (next) => {
      isRefused = next
    },
    refuseWhere: (next) => {
      isUnwanted = next
    },
    cutAnswersWhere: (next) => {
      isLeftUnanswered = next
    },
    connectionCount: () => pairs.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}

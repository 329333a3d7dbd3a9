import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Treatment of the bytes of one direction: they pass, wait for so long, or are swallowed while the connection stays open.
 */
export type Passage =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly byMs: number }
  | { readonly kind: 'swallow' }

/** A connection over loopback that a test can break. `up` is towards the relay, `down` is what the relay sends. */
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
  /** Closes connections for whose bytes this returns true, such as those that ask for a socket. */
  readonly refuseWhere: (test: (firstBytes: string) => boolean) => void
  /**
   * Closes connections for whose bytes towards the relay this returns true as soon as the response comes, which is not passed on:
   * whoever made the request cannot know whether it was done.
   */
  readonly cutAnswersWhere: (test: (bytes: string) => boolean) => void
  readonly connectionCount: () => number
  readonly close: () => Promise<void>
}

/** Settings of a link: they hold for all its connections, also for those that are open. */
interface Faults {
  port: number
  up: Passage
  down: Passage
  isRefused: boolean
  isUnwanted: (bytes: string) => boolean
  isLeftUnanswered: (bytes: string) => boolean
}

/** Listens on a free port of 127.0.0.1 and passes everything on to `port`, until it is set to do otherwise. */
export async function openFaultyLink(port: number): Promise<FaultyLink> {
  const faults: Faults = {
    port,
    up: { kind: 'pass' },
    down: { kind: 'pass' },
    isRefused: false,
    isUnwanted: () => false,
    isLeftUnanswered: () => false,
  }
  const pairs = new Set<Pair>()
  const server = createServer((near) => joinToRelay(near, faults, pairs))
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
      faults.port = next
    },
    setUp: (passage) => {
      faults.up = passage
    },
    setDown: (passage) => {
      faults.down = passage
    },
    cut,
    refuse: (isRefused) => {
      faults.isRefused = isRefused
    },
    refuseWhere: (test) => {
      faults.isUnwanted = test
    },
    cutAnswersWhere: (test) => {
      faults.isLeftUnanswered = test
    },
    connectionCount: () => pairs.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}

/** A connection of a client, and the one to the relay that it is joined to. */
type Pair = readonly [near: Socket, far: Socket]

function joinToRelay(near: Socket, faults: Readonly<Faults>, pairs: Set<Pair>): void {
  near.on('error', () => near.destroy())
  if (faults.isRefused) {
    near.resetAndDestroy()
    return
  }
  const far = connect(faults.port, '127.0.0.1')
  const pair: Pair = [near, far]
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
    endsWithAnswer ||= faults.isLeftUnanswered(text)
    if (faults.isUnwanted(text)) end()
    else pass(bytes, far, faults.up)
  })
  far.on('data', (bytes) => {
    if (endsWithAnswer) end()
    else pass(bytes, near, faults.down)
  })
}

function pass(bytes: Buffer, to: Socket, passage: Passage): void {
  if (passage.kind === 'pass') to.write(bytes)
  else if (passage.kind === 'delay') setTimeout(() => to.writable && to.write(bytes), passage.byMs)
}

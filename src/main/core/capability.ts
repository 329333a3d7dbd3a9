import type { ReceivedEvent } from '../../client/relaySocket.ts'
import type { Handlers } from '../../shared/ipc/commands.ts'
import type { DownEvent } from '../../shared/protocol/down.ts'
import type { CurrentTransport, DownPayloads, OnReceived } from './link/currentTransport.ts'
import type { Transport } from './link/transport.ts'
import type { Committed } from './log/committed.ts'
import type { Feed } from './runtime/feed.ts'

/** One thing that the core does while an account is open. It subscribes to the log and the transport, and knows no other capability. */
export interface Capability {
  /** The commands of the renderer that it carries out. */
  readonly handlers?: Partial<Handlers>
  /** The events of the relay that it takes. */
  readonly onReceived?: OnReceived
  readonly onCommitted?: (committed: Committed) => void
  readonly onTransport?: (transport: Transport | null) => void
  readonly close?: () => void
}

type HandlersOf<C> = C extends { readonly handlers: infer H } ? H : never
/** Intersection of the members of a union: everything that is in one of them is in it. */
type Together<U> = (U extends unknown ? (each: U) => void : never) extends (whole: infer W) => void ? W : never

/**
 * Subscribes capabilities to commits and to the transport, in the order of the list, and returns what they offer as one: every command of
 * theirs, where an event of the relay goes, and how to end them.
 */
export function joinCapabilities<const C extends readonly Capability[]>(
  capabilities: C,
  committed: Pick<Feed<Committed>, 'subscribe'>,
  transport: Pick<CurrentTransport, 'subscribe'>,
) {
  for (const { onCommitted, onTransport } of capabilities) {
    if (onCommitted) committed.subscribe(onCommitted)
    if (onTransport) transport.subscribe(onTransport)
  }
  const handlers: Together<HandlersOf<C[number]>> = Object.assign({}, ...capabilities.map(({ handlers }) => handlers))
  const onReceived: OnReceived = Object.assign({}, ...capabilities.map((one) => one.onReceived))

  return {
    handlers,
    /** Returns false when what came could not be stored. */
    receive: (event: ReceivedEvent): boolean => deliver(onReceived, event),
    close: (): void => {
      for (const { close } of capabilities) close?.()
    },
  }
}

function deliver<E extends DownEvent>(
  onReceived: OnReceived,
  { name, payload }: { readonly name: E; readonly payload: DownPayloads[E] },
): boolean {
  return onReceived[name]?.(payload) ?? true
}

import type { Logger } from 'pino'
import type { EventOf, SessionEvent, SessionEventKind, UserEvent, UserEventKind } from './relayEvent.ts'

/**
 * Names of subscribers, in the order in which each event is passed to them. Transports come before what follows from an event: clients
 * of the dialects get a message before the end of its sender's typing, and the event of who left a room after both.
 */
export const subscriberNames = [
  'notifications',
  'calls',
  'native',
  'dialects',
  'typing',
  'presence',
  'rooms',
  'sessions',
  'cluster',
] as const
export type SubscriberName = (typeof subscriberNames)[number]

interface About<Session> extends Record<SessionEventKind, Session>, Record<UserEventKind, undefined> {}
type Kind = keyof About<unknown>
type Listen<Session, K extends Kind> = (event: EventOf<K>, about: About<Session>[K]) => void

/** Functions by the kind of event, which get the event, and its session if it is of one; kinds that are left out are ignored. */
export type Listeners<Session> = { readonly [K in Kind]?: Listen<Session, K> }

export interface Subscriber<Session> {
  /** Receives what this node publishes, each before anyone receives it by `fromAnyNode`. */
  readonly fromThisNode?: Listeners<Session>
  /** Receives what other nodes publish about users, each before anyone receives it by `fromAnyNode`. */
  readonly fromOtherNodes?: Listeners<Session>
  /** Receives what any node publishes, once each, entries in the order of their thread. */
  readonly fromAnyNode?: Listeners<Session>
}

/**
 * Publishes an event of a session, and returns without waiting. On one node every subscriber has received it by then; on several, an
 * entry may still wait for earlier ones of its thread.
 */
export type PublishInSession<Session> = (event: SessionEvent, session: Session) => void

export interface EventBus<Session> {
  readonly subscribe: (name: SubscriberName, subscriber: Subscriber<Session>) => void
  readonly publishInSession: PublishInSession<Session>
  readonly publish: (event: UserEvent) => void
  /** Passes on an event of a session whose turn has come: of another node, or an entry that `orderEntries` was given. */
  readonly deliverInSession: PublishInSession<Session>
  /** Passes on what another node published. */
  readonly deliver: (event: UserEvent) => void
  /** Hands this node's entries to `take` from now on, which delivers them between those of other nodes. */
  readonly orderEntries: (take: (event: EventOf<'entry'>, session: Session) => void) => void
}

interface Subscription<Session, K extends Kind> {
  readonly by: SubscriberName
  readonly listen: Listen<Session, K>
}
type Chains<Session> = { readonly [K in Kind]: Subscription<Session, K>[] }

/**
 * Passes each event to those who subscribed, in the stated order, in the turn in which it is published. One who fails is logged and
 * stops nobody. `Session` is what a node has of a session in memory; the bus only hands it on.
 */
export function createEventBus<Session>(log: Pick<Logger, 'error'>): EventBus<Session> {
  const fromThisNode = emptyChains<Session>()
  const fromOtherNodes = emptyChains<Session>()
  const fromAnyNode = emptyChains<Session>()
  let takeEntry: ((event: EventOf<'entry'>, session: Session) => void) | undefined

  function run<K extends Kind>(chains: Chains<Session>, event: EventOf<K>, about: About<Session>[K]): void {
    const kind: K = event.kind
    for (const { by, listen } of chains[kind])
      try {
        listen(event, about)
      } catch (error) {
        log.error({ event: kind, code: by, error }, 'a subscriber of events failed')
      }
  }

  return {
    subscribe: (name, subscriber) => {
      join(fromThisNode, name, subscriber.fromThisNode)
      join(fromOtherNodes, name, subscriber.fromOtherNodes)
      join(fromAnyNode, name, subscriber.fromAnyNode)
    },
    publishInSession: (event, session) => {
      run(fromThisNode, event, session)
      if (event.kind === 'entry' && takeEntry) takeEntry(event, session)
      else run(fromAnyNode, event, session)
    },
    publish: (event) => {
      run(fromThisNode, event, undefined)
      run(fromAnyNode, event, undefined)
    },
    deliverInSession: (event, session) => run(fromAnyNode, event, session),
    deliver: (event) => {
      run(fromOtherNodes, event, undefined)
      run(fromAnyNode, event, undefined)
    },
    orderEntries: (take) => {
      takeEntry = take
    },
  }
}

function emptyChains<Session>(): Chains<Session> {
  return {
    entry: [],
    watermark: [],
    session: [],
    typing: [],
    room: [],
    clinicianReady: [],
    presence: [],
    tells: [],
    call: [],
    user: [],
    clinic: [],
    accessEnded: [],
  }
}

function join<Session>(chains: Chains<Session>, by: SubscriberName, listeners: Listeners<Session> = {}): void {
  function add<K extends Kind>(kind: K): void {
    const listen: Listen<Session, K> | undefined = listeners[kind]
    if (!listen) return
    chains[kind].push({ by, listen })
    chains[kind].sort((a, b) => subscriberNames.indexOf(a.by) - subscriberNames.indexOf(b.by))
  }
  const isKind = (name: string): name is Kind => Object.hasOwn(chains, name)
  for (const kind of Object.keys(listeners)) if (isKind(kind)) add(kind)
}

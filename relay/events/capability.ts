import { type EventBus, type Subscriber, type SubscriberName, subscriberNames } from './eventBus.ts'

/** A figure of what is there now; those of the same gauge and label, from whatever part, are added up. */
export type Reading =
  | { readonly gauge: 'connections' | 'calls'; readonly value: number }
  | {
      readonly gauge: 'connectionsByRole' | 'sessionsByKind' | 'roomsByType' | 'presenceByStatus'
      readonly label: string
      readonly value: number
    }

/** A part of the relay as whoever runs it sees it: the events that it receives, and its life. */
export interface Capability<Session> {
  /** Listeners for events, by the name that has its turn in the order of the bus. */
  readonly subscribe?: Readonly<Partial<Record<SubscriberName, Subscriber<Session>>>>
  /** Counts what is there now. May walk over all of it: whoever asks does so every few seconds. */
  readonly gauges?: () => readonly Reading[]
  readonly start?: () => void | Promise<void>
  /** The node is about to stop: from now on nobody new is let in, and what is asked is refused. */
  readonly refuse?: () => void
  /** Resolves when what is under way is finished. */
  readonly stop?: () => Promise<void>
}

/** Returns how many of the items there are of each label. */
export function readingsBy<Item>(
  gauge: Extract<Reading, { readonly label: string }>['gauge'],
  items: Iterable<Item>,
  labelOf: (item: Item) => string,
): Reading[] {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(labelOf(item), (counts.get(labelOf(item)) ?? 0) + 1)
  return [...counts].map(([label, value]) => ({ gauge, label, value }))
}

/** Joins the parts of a node to one, which receive events from now on. They are started and stopped in their order, one after the other. */
export function joinCapabilities<Session>(
  events: EventBus<Session>,
  capabilities: readonly Capability<Session>[],
): Required<Omit<Capability<Session>, 'subscribe'>> {
  for (const { subscribe = {} } of capabilities)
    for (const name of subscriberNames) {
      const subscriber = subscribe[name]
      if (subscriber) events.subscribe(name, subscriber)
    }
  return {
    gauges: () => capabilities.flatMap(({ gauges }) => gauges?.() ?? []),
    start: async () => {
      for (const { start } of capabilities) await start?.()
    },
    refuse: () => {
      for (const { refuse } of capabilities) refuse?.()
    },
    stop: async () => {
      for (const { stop } of capabilities) await stop?.()
    },
  }
}

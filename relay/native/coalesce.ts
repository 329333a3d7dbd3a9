import type { Connection } from './connection.ts'

export interface Coalescer<Item> {
  /** Adds an item for an audience; `key` names the audience, which is asked for at the flush. */
  readonly add: (key: string, audience: () => readonly Connection[], item: Item) => void
  /** Hands everything gathered to `send`, once for each set of connections that is owed the same items. */
  readonly flush: () => void
}

interface Parcel<Item> {
  readonly audience: () => readonly Connection[]
  readonly items: Item[]
}

/** Gathers items so that a connection gets one frame a turn, and a frame that many are owed is made once. */
export function createCoalescer<Item>(
  send: (connections: readonly Connection[], items: readonly Item[]) => void,
): Coalescer<Item> {
  let parcels = new Map<string, Parcel<Item>>()

  function flushSeveral(several: readonly Parcel<Item>[]): void {
    const owed = new Map<Connection, string>()
    several.forEach(({ audience }, index) => {
      for (const connection of audience()) owed.set(connection, `${owed.get(connection) ?? ''} ${index}`)
    })
    const groups = Map.groupBy(owed.keys(), (connection) => owed.get(connection) ?? '')
    for (const [indices, connections] of groups) {
      const items = indices
        .trim()
        .split(' ')
        .flatMap((index) => several[Number(index)]?.items ?? [])
      send(connections, items)
    }
  }

  return {
    add: (key, audience, item) => {
      const parcel = parcels.get(key)
      if (parcel) parcel.items.push(item)
      else parcels.set(key, { audience, items: [item] })
    },
    flush: () => {
      if (parcels.size === 0) return
      const several = [...parcels.values()]
      parcels = new Map()
      const [only] = several
      if (only && several.length === 1) send(only.audience(), only.items)
      else flushSeveral(several)
    },
  }
}

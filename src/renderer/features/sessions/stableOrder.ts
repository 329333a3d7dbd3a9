import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionGroup } from './sessionFilters.ts'

/**
 * The groups to show while a pointer or the keyboard is in the list: every session stays where it is, one that is gone leaves
 * its place, a new one goes to the end of its group, where it pushes nothing away from under the pointer. A group that is new
 * goes to the end.
 */
export function holdOrder(shown: readonly SessionGroup[], wanted: readonly SessionGroup[]): SessionGroup[] {
  const wantedIds = new Set(wanted.flatMap((group) => group.ids))
  const known = new Set<SessionId>()
  const held = shown.map(({ group, ids }) => {
    const left = ids.filter((id) => wantedIds.has(id))
    for (const id of left) known.add(id)
    return { group, ids: left }
  })
  for (const { group, ids } of wanted) {
    const added = ids.filter((id) => !known.has(id))
    if (added.length === 0) continue
    const place = held.findIndex((other) => other.group === group)
    const before = held[place]
    if (before) held[place] = { group, ids: [...before.ids, ...added] }
    else held.push({ group, ids: added })
  }
  return held.filter(({ ids }) => ids.length > 0)
}

/** Returns whether both show the same sessions in the same order and groups. */
export function isSameOrder(a: readonly SessionGroup[], b: readonly SessionGroup[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ group, ids }, index) => {
      const other = b[index]
      return group === other?.group && ids.length === other.ids.length && ids.every((id, at) => id === other.ids[at])
    })
  )
}

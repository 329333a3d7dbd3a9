import type { Workspace } from '../../../shared/ipc/workspace.ts'
import type { SessionId } from '../../../shared/model/ids.ts'

/** Number of colours for patients: as many as are told apart at a glance. */
export const hueCount = 12

/** The place of sessions, by their ids, among the colours: 0 to `hueCount` - 1. The one that was coloured or closed last stands last. */
type Coloured = ReadonlyMap<string, number>

/** The colours of patients: they belong to those who have a tab. */
export interface PatientHues {
  readonly open: Coloured
  /** Colours of closed tabs, that they have again when they are opened before another needs it. */
  readonly closed: Coloured
}

/** Colours before any tab. */
export const noHues: PatientHues = { open: new Map(), closed: new Map() }

/**
 * Returns the colours once these sessions, in the order of the strip, have a tab and no others. One that is open keeps its colour whatever
 * comes and goes. A new one gets the one that it had, else one that nobody has, else that of the tab that was closed longest ago. Where
 * more are open than there are colours, it shares one with others whose `initialsOf` are not its own, and not with its neighbours.
 */
export function colourOpen(
  kept: PatientHues,
  openIds: readonly SessionId[],
  initialsOf: (id: string) => string,
): PatientHues {
  const isOpen = new Set<string>(openIds)
  const hasAll = openIds.every((id) => kept.open.has(id))
  if (hasAll && kept.open.size === isOpen.size) return kept
  const open = new Map([...kept.open].filter(([id]) => isOpen.has(id)))
  const closed = new Map([...kept.closed].filter(([id]) => !isOpen.has(id)))
  for (const [id, hue] of kept.open) if (!isOpen.has(id)) closed.set(id, hue)
  for (const [index, id] of openIds.entries()) {
    if (open.has(id)) continue
    const neighbours = [openIds[index - 1], openIds[index + 1]].map((other) => other && open.get(other))
    const own = kept.closed.get(id)
    const hue = unusedHue(id, open, closed, own) ?? sharedHue(id, open, neighbours, initialsOf, own)
    open.set(id, hue)
    for (const [other, theirs] of closed) if (theirs === hue) closed.delete(other)
  }
  return { open, closed }
}

/**
 * Returns a colour that no tab has: its own of before, else one that is kept for no closed tab, beginning from where the id points, else
 * that of the tab that was closed first.
 */
function unusedHue(id: SessionId, open: Coloured, closed: Coloured, own: number | undefined): number | undefined {
  const used = new Set(open.values())
  if (own !== undefined && !used.has(own)) return own
  const keptFor = new Set(closed.values())
  const from = hash(id)
  const all = Array.from({ length: hueCount }, (_, step) => (from + step) % hueCount)
  return all.find((hue) => !used.has(hue) && !keptFor.has(hue)) ?? [...keptFor].find((hue) => !used.has(hue))
}

/**
 * Returns the colour to share: of those that no one of the same letters has, and no neighbour, its own of before, else the one that the
 * fewest have, and of these the one that was given longest ago. Where neighbours have all of them, they are told apart by their letters.
 */
function sharedHue(
  id: SessionId,
  open: Coloured,
  neighbours: readonly (number | undefined)[],
  initialsOf: (id: string) => string,
  own: number | undefined,
): number {
  const initials = initialsOf(id)
  const uses = Array.from({ length: hueCount }, (_, hue) => {
    const users = [...open.entries()].filter(([, theirs]) => theirs === hue).map(([other]) => other)
    return {
      hue,
      alike: users.filter((other) => initialsOf(other) === initials).length,
      beside: neighbours.includes(hue) ? 1 : 0,
      other: hue === own ? 0 : 1,
      users: users.length,
      last: [...open.values()].lastIndexOf(hue),
    }
  })
  const [best] = uses.sort(
    (a, b) => a.alike - b.alike || a.beside - b.beside || a.other - b.other || a.users - b.users || a.last - b.last,
  )
  return best?.hue ?? 0
}

/** Returns the colours in the form in which they are saved with the arrangement of the screen. */
export function toSavedHues({ open, closed }: PatientHues): Workspace {
  return { open: [...open].map(([id, hue]) => [id, hue]), closed: [...closed].map(([id, hue]) => [id, hue]) }
}

/** Reads colours that were saved, perhaps by an older program: what it does not know has none. */
export function readHues(saved: Workspace | undefined): PatientHues {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return noHues
  return { open: readColoured(saved.open), closed: readColoured(saved.closed) }
}

function readColoured(saved: Workspace | undefined): Coloured {
  if (!Array.isArray(saved)) return new Map()
  return new Map(
    saved.flatMap((pair): [string, number][] => {
      const [id, hue] = Array.isArray(pair) ? pair : []
      return typeof id === 'string' && typeof hue === 'number' && isHue(hue) ? [[id, hue]] : []
    }),
  )
}

const isHue = (hue: number) => Number.isInteger(hue) && hue >= 0 && hue < hueCount

/** FNV-1a with the last step of Murmur: spreads ids that differ in one digit over the colours. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

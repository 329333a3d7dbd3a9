import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import type { EdgeOfPart } from '../../../shared/ipc/message.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import { fail } from '../../../shared/model/failure.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'

/** The thread beyond one end of a part of it, as the screen shows it. */
export type Edge = EdgeOfPart | { readonly kind: 'fetching' }

export type Side = 'earlier' | 'later'

/** Part of a thread. */
export interface PartOfThread {
  /** Ascending by `seq`, without holes. */
  readonly entries: readonly Entry[]
  /** Entries from further down that say something of the messages of this part, ascending. */
  readonly amendments: readonly Entry[]
  readonly earlier: Edge
  readonly later: Edge
}

/** Answer to a request for a part. */
export type PageOfThread = CommandOutput<'readEntries'>

const more = { kind: 'more' } as const

/** The part of which nothing is known. */
export const unknownPart: PartOfThread = { entries: [], amendments: [], earlier: more, later: more }

/** Returns the answer as a part; where it has a hole, the piece that holds the entry at `keep` or is nearest to it. */
export function partOf(page: PageOfThread, keep: 'first' | 'last' | number): PartOfThread {
  const { entries } = page
  const at = keep === 'first' ? 0 : keep === 'last' ? entries.length - 1 : nearestIndex(entries, keep)
  let from = Math.max(at, 0)
  while (from > 0 && isNext(entries[from - 1], entries[from])) from -= 1
  let to = at + 1
  while (to > 0 && to < entries.length && isNext(entries[to - 1], entries[to])) to += 1
  return withAmendments(
    {
      entries: entries.slice(from, to),
      amendments: [],
      earlier: from === 0 ? page.earlier : more,
      later: to === entries.length ? page.later : more,
    },
    [...entries.slice(to), ...page.amendments],
  )
}

function isNext(earlier: Entry | undefined, later: Entry | undefined): boolean {
  return earlier !== undefined && later?.seq === earlier.seq + 1
}

function nearestIndex(entries: readonly Entry[], seq: number): number {
  const index = entries.findIndex((entry) => entry.seq >= seq)
  return index < 0 ? entries.length - 1 : index
}

/**
 * The `seq` that the next entry of the thread has if nothing lies between; undefined where a part without entries cannot tell.
 */
function nextSeq({ entries, earlier }: PartOfThread): number | undefined {
  const last = entries.at(-1)
  if (last) return last.seq + 1
  return earlier.kind === 'nothing' ? 1 : undefined
}

/** Returns whether there is more beyond this part than it says: it may not know of the newest entry, `head`, yet. */
export function laterEdge(part: PartOfThread, head: number): Edge {
  const last = part.entries.at(-1)?.seq ?? 0
  return part.later.kind === 'nothing' && head > last ? more : part.later
}

/** Returns the part with entries that have come in, ascending: those that join its end, and what others say of its messages. */
export function withArrivals(part: PartOfThread, arrived: readonly Entry[]): PartOfThread {
  const joining: Entry[] = []
  let next = nextSeq(part)
  for (const entry of arrived) {
    if (entry.seq !== next) continue
    joining.push(entry)
    next += 1
  }
  const beyond = arrived.filter(({ seq }) => next === undefined || seq > next)
  if (joining.length === 0 && beyond.length === 0) return part
  const entries = joining.length === 0 ? part.entries : [...part.entries, ...joining]
  // What does not join has a hole before it; and what was asked for beyond the end that was is no longer next.
  const asksAnew = beyond.length > 0 ? part.later.kind === 'nothing' : false
  const later = asksAnew || (joining.length > 0 && part.later.kind === 'fetching') ? more : part.later
  return withAmendments({ ...part, entries, later }, [...part.amendments, ...beyond])
}

/** Returns whether nothing lies between two parts, or they overlap. */
export function touches(a: PartOfThread, b: PartOfThread): boolean {
  const [firstA, firstB, nextA, nextB] = [a.entries[0]?.seq, b.entries[0]?.seq, nextSeq(a), nextSeq(b)]
  if (firstA === undefined || firstB === undefined || nextA === undefined || nextB === undefined) return false
  return firstA <= nextB && firstB <= nextA
}

/** Returns two parts that touch as one. */
export function joinParts(a: PartOfThread, b: PartOfThread): PartOfThread {
  const [upper, lower] = (a.entries[0]?.seq ?? 0) <= (b.entries[0]?.seq ?? 0) ? [a, b] : [b, a]
  const upperEnd = upper.entries.at(-1)?.seq ?? 0
  const lowerEnd = lower.entries.at(-1)?.seq ?? 0
  const below = lower.entries.filter(({ seq }) => seq > upperEnd)
  return withAmendments(
    {
      entries: below.length === 0 ? upper.entries : [...upper.entries, ...below],
      amendments: [],
      earlier: upper.entries[0]?.seq === lower.entries[0]?.seq ? b.earlier : upper.earlier,
      later: upperEnd === lowerEnd ? b.later : (upperEnd > lowerEnd ? upper : lower).later,
    },
    [...a.amendments, ...b.amendments],
  )
}

/** Returns the part with the page that was read on one side of it; with why not, where it is not what was asked for. */
export function withPage(part: PartOfThread, side: Side, page: PartOfThread): PartOfThread {
  if (page.entries.length === 0) return { ...part, [side]: page[side].kind === 'more' ? nothingCame : page[side] }
  if (!touches(part, page)) return { ...part, [side]: nothingCame }
  const joined = joinParts(part, page)
  const hasGrown = joined.entries.length > part.entries.length
  return { ...joined, [side]: hasGrown || page[side].kind !== 'more' ? page[side] : nothingCame }
}

/** Edge beyond which something else came than was asked for: to ask again at once would go round in circles. */
export const nothingCame = {
  kind: 'lacking',
  failure: fail('internal', 'Something else came than was asked for.').failure,
} as const satisfies Edge

/** Returns entries `from` to before `to` of the part: beyond a cut there is more. */
export function cutPart(part: PartOfThread, from: number, to: number): PartOfThread {
  const { entries } = part
  if (from <= 0 && to >= entries.length) return part
  return withAmendments(
    {
      ...part,
      entries: entries.slice(from, to),
      earlier: from > 0 ? more : part.earlier,
      later: to < entries.length ? more : part.later,
    },
    [...entries.slice(to), ...part.amendments],
  )
}

/** Returns the part with what failed at its edges to be asked for again. */
export function withEdgesAsked(part: PartOfThread): PartOfThread {
  if (part.earlier.kind !== 'lacking' && part.later.kind !== 'lacking') return part
  const asked = (edge: Edge) => (edge.kind === 'lacking' ? more : edge)
  return { ...part, earlier: asked(part.earlier), later: asked(part.later) }
}

/** Returns the part with those of the entries that are said of its messages further down, each once. */
function withAmendments(part: PartOfThread, candidates: readonly Entry[]): PartOfThread {
  const first = part.entries[0]?.seq ?? 0
  const last = part.entries.at(-1)?.seq ?? 0
  const bySeq = new Map<number, Entry>()
  for (const entry of candidates) {
    const { seq, body } = entry
    if (seq > last && isAmendment(body) && body.targetSeq >= first && body.targetSeq <= last) bySeq.set(seq, entry)
  }
  const amendments = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  const isSame =
    amendments.length === part.amendments.length && amendments.every((entry, index) => entry === part.amendments[index])
  return isSame ? part : { ...part, amendments }
}

import { compareAttention } from '../../../../shared/model/attention.ts'
import { limits } from '../../../../shared/protocol/limits.ts'
import type { LogRead } from '../../../../shared/protocol/sync.ts'
import type { ThreadHolding } from '../../../storage/rangeStore.ts'

/** So many of the newest entries are held of each thread of an open session in which the user takes part. */
export const newestHeld = 200

/**
 * The longest gap after what is held that is filled. A longer one is left, and what is held before it is forgotten: something may have
 * been taken back in there.
 */
export const mostFilled = 1_000

/** Place and number of the entries of a thread that one request asks for. */
export type PartOfThread = Omit<LogRead, 'sessionId' | 'thread'>

/** Reasons for reading without anybody waiting for it, the most urgent first. */
export const readReasons = ['gap', 'tab', 'own', 'hole'] as const

export interface ChosenRead {
  readonly reason: (typeof readReasons)[number]
  readonly part: PartOfThread
}

type Holding = Pick<
  ThreadHolding,
  'ranges' | 'headSeq' | 'readUpTo' | 'deliveredUpTo' | 'isOwn' | 'isListed' | 'active' | 'isDoubted'
>

/** Returns what is to be read next of a thread although nobody waits for it, or null. `isOpen`: its session has a tab. */
export function chooseRead(holding: Holding, isOpen: boolean): ChosenRead | null {
  const newest = holding.ranges.at(-1)
  if (newest && (newest.upToSeq < holding.headSeq || holding.isDoubted))
    return { reason: 'gap', part: readEnd(holding, newest) }
  if (!isOpen && !isKept(holding)) return null
  const reason = isOpen ? 'tab' : 'own'
  if (!newest) return holding.headSeq > 0 ? { reason, part: { limit: newestHeld } } : null
  const lacking = newestHeld - (newest.upToSeq - newest.fromSeq + 1)
  if (newest.fromSeq > 1 && lacking > 0) return { reason, part: { before: newest.fromSeq, limit: lacking } }
  return chooseHole(holding, newest, isOpen)
}

/** Returns whether the newest entries of a thread are held without a tab of its session: it is open, and the user takes part. */
export function isKept({ isOwn, isListed, active }: Pick<Holding, 'isOwn' | 'isListed' | 'active'>): boolean {
  return isOwn && isListed && active
}

/**
 * Returns the request that continues what is held at the end of a thread. What is doubted is read again from its last entry on, by which
 * it shows whether the relay has the same.
 */
export function readEnd(
  { headSeq, isDoubted }: Pick<Holding, 'headSeq' | 'isDoubted'>,
  newest: { readonly upToSeq: number },
): PartOfThread {
  if (headSeq - newest.upToSeq > mostFilled) return { limit: newestHeld }
  return { after: isDoubted ? newest.upToSeq - 1 : newest.upToSeq, limit: limits.entriesPerPage }
}

/** The hole over which the user's own watermark cannot go: a long one only for who reads beyond it. */
function chooseHole(
  { isOwn, ranges, readUpTo, deliveredUpTo }: Holding,
  { fromSeq }: { readonly fromSeq: number },
  isOpen: boolean,
): ChosenRead | null {
  const length = fromSeq - 1 - deliveredUpTo
  if (!isOwn || length <= 0) return null
  if (length > mostFilled && !(isOpen && readUpTo > deliveredUpTo)) return null
  const heldBefore = ranges.at(-2)?.upToSeq ?? 0
  const limit = Math.min(limits.entriesPerPage, fromSeq - 1 - Math.max(deliveredUpTo, heldBefore))
  return { reason: 'hole', part: { before: fromSeq, limit } }
}

/** Returns whether the list lacks something of this thread that no reading of its end will bring: its digest is to be asked for. */
export function lacksDigest({
  ranges,
  headSeq,
  foldedUpTo,
}: Pick<ThreadHolding, 'ranges' | 'headSeq' | 'foldedUpTo'>): boolean {
  if (foldedUpTo >= headSeq) return false
  const newest = ranges.at(-1)
  if (!newest || newest.upToSeq >= headSeq) return true
  return newest.upToSeq > foldedUpTo || headSeq - newest.upToSeq > mostFilled
}

/** Orders reads: by reason, and among equals as their sessions need the clinician. */
export function compareReads(
  a: { readonly read: ChosenRead; readonly holding: ThreadHolding },
  b: { readonly read: ChosenRead; readonly holding: ThreadHolding },
): number {
  const byReason = readReasons.indexOf(a.read.reason) - readReasons.indexOf(b.read.reason)
  if (byReason !== 0) return byReason
  // What would make the time matter, flags and ends, is not known of what is to be read.
  return compareAttention({ ...a.holding, queuedReplies: 0 }, { ...b.holding, queuedReplies: 0 }, 0)
}

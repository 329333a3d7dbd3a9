import type { PendingMessage } from '../../../../shared/ipc/message.ts'
import type { EntryId } from '../../../../shared/model/ids.ts'
import { hasPhrase, type Phrase } from '../../../../shared/model/text/foundParts.ts'
import { wordsOf } from '../../../../shared/model/text/searchedWords.ts'

/** A message that was found: by its place in the thread, or by its id where it is not sent yet. */
export type Hit = { readonly seq: number } | { readonly id: EntryId }

/** Returns whether two are the same message. */
export function isSameHit(a: Hit, b: Hit): boolean {
  return 'seq' in a ? 'seq' in b && a.seq === b.seq : 'id' in b && a.id === b.id
}

/** Returns everything that was found in a thread, as it stands there: what is logged, then what is unsent and has the words. */
export function hitsOf(
  seqs: readonly number[],
  phrases: readonly Phrase[],
  pending: readonly Pick<PendingMessage, 'id' | 'text'>[],
): readonly Hit[] {
  const unsent = phrases.length === 0 ? [] : pending.filter(({ text }) => hasAll(wordsOf(text), phrases))
  return [...seqs.map((seq) => ({ seq })), ...unsent.map(({ id }) => ({ id }))]
}

function hasAll(words: readonly string[], phrases: readonly Phrase[]): boolean {
  return phrases.every((phrase) => hasPhrase(words, phrase))
}

/**
 * Returns what a find comes to first: what it was at before, where that is found still; else the first at or below the place that is read, `fromSeq`; else
 * the last above it. Null for the end of the thread.
 */
export function firstHit(hits: readonly Hit[], before: Hit | null, fromSeq: number | null): Hit | undefined {
  const same = before && hits.find((hit) => isSameHit(hit, before))
  if (same) return same
  const below = fromSeq === null ? undefined : hits.find((hit) => 'id' in hit || hit.seq >= fromSeq)
  return below ?? hits.at(-1)
}

/**
 * Returns the next or the one before, around the ends. Where what it was at is found no more, as after a redaction, it goes on from where that stood.
 */
export function steppedHit(hits: readonly Hit[], from: Hit | null, by: 1 | -1): Hit | undefined {
  if (hits.length === 0) return undefined
  const at = from ? hits.findIndex((hit) => isSameHit(hit, from)) : -1
  if (at >= 0) return hits[(at + by + hits.length) % hits.length]
  const seq = from && 'seq' in from ? from.seq : Number.POSITIVE_INFINITY
  const next = hits.findIndex((hit) => 'id' in hit || hit.seq > seq)
  if (by === 1) return hits[Math.max(next, 0)]
  return hits[((next < 0 ? hits.length : next) - 1 + hits.length) % hits.length]
}

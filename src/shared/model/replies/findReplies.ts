import { foldText, rankMatch } from '../text/foldedText.ts'
import type { ClinicReply, OwnReply, QuickReply } from './quickReply.ts'

/** A reply that somebody can choose: one of their own, or of the clinic at a version. */
export type OfferedReply = QuickReply & { readonly key: string } & (
    | { readonly origin: 'own' }
    | { readonly origin: 'clinic'; readonly version: number }
  )

/**
 * Returns the replies in which each word of a query stands: first those whose name begins with it, then those that have it in their name, then
 * those that have it in their text; of each the person's own before the clinic's.
 */
export function findReplies(
  { own, clinic }: { readonly own: readonly OwnReply[]; readonly clinic: readonly ClinicReply[] },
  query: string,
): OfferedReply[] {
  const offered: OfferedReply[] = [
    ...own.map(({ id, name, text }) => ({ key: `own-${id}`, id, name, text, origin: 'own' as const })),
    ...clinic.map(({ id, name, text, version }) => ({
      ...{ key: `clinic-${id}`, id, name, text, version },
      origin: 'clinic' as const,
    })),
  ]
  return offered
    .map((reply) => ({ reply, rank: rankOf(reply, query) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ reply }) => reply)
}

function rankOf({ name, text }: QuickReply, query: string): number {
  const folded = foldText(name)
  if (folded.startsWith(foldText(query))) return 4
  const byName = rankMatch([folded], query)
  return byName > 0 ? byName + 1 : rankMatch([folded, foldText(text)], query)
}

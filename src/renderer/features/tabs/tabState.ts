import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'

/** State of a session in a narrow place: the one that matters most. `owed`: how long its patient has waited says it. */
export type TabState = 'failed' | 'typing' | 'endedUnanswered' | 'owed' | 'later' | 'closed' | 'nothing'

/** Returns the state of a session that its tab shows. */
export function tabStateOf(
  { active, owedSince, failedReplies, later }: Pick<SessionSummary, 'active' | 'owedSince' | 'failedReplies' | 'later'>,
  isTyping: boolean,
): TabState {
  if (failedReplies > 0) return 'failed'
  if (isTyping) return 'typing'
  if (owedSince !== null) return active ? 'owed' : 'endedUnanswered'
  if (later && later.until !== null) return 'later'
  return active ? 'nothing' : 'closed'
}

/** Returns what of this person's own is left in a session: a text that is not finished, messages that the relay does not have. */
export function ownLeftIn({
  drafts,
  queuedReplies,
}: Pick<SessionSummary, 'drafts' | 'queuedReplies'>): readonly ('draft' | 'unsent')[] {
  const hasDraft = hasVisibleText(drafts.care) || hasVisibleText(drafts.staff)
  return [...(hasDraft ? (['draft'] as const) : []), ...(queuedReplies > 0 ? (['unsent'] as const) : [])]
}

/** Characters for which there is room beside the clock, and in the place of the clock and the end together. */
const narrowPlace = 4
const widePlace = 10

/**
 * Returns what tells a patient from another of the same name as a tab has room for it, and whether it takes the place of the end as
 * well. Of what is longer, its last characters stand there: numbers of records begin alike.
 */
export function tabDifference(brief: string): { readonly text: string; readonly isWide: boolean } {
  const characters = [...brief]
  const text = characters.length > widePlace ? `…${characters.slice(1 - widePlace).join('')}` : brief
  return { text, isWide: characters.length > narrowPlace }
}

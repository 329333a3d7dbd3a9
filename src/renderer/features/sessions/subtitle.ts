import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { statusAt } from '../../../shared/model/deliveryStatus.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { attemptOf } from '../../state/patients/patientFacts.ts'

type Preview = NonNullable<SessionSummary['preview']>

/** Second line of a session: the thing about it that matters most now. */
export type Subtitle =
  | { readonly kind: 'flagged'; readonly quote: string; readonly name: string; readonly others: number }
  | { readonly kind: 'later' | 'noneNeeded'; readonly reason: string }
  | { readonly kind: 'typing' }
  | { readonly kind: 'failed'; readonly count: number }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'tried'; readonly at: number }
  | { readonly kind: 'queued'; readonly count: number }
  | { readonly kind: 'theirs'; readonly message: Preview }
  | { readonly kind: 'colleague'; readonly name: string; readonly message: Preview }
  | { readonly kind: 'ownSent' | 'ownDelivered' | 'ownRead'; readonly message: Preview }
  | { readonly kind: 'empty' }

/**
 * Chooses the second line: what was refused, then the words that raised a flag, typing, why it is put off, that the patient tried to write to a closed session,
 * a draft, what is unsent, and else the newest message. Where no flag is raised, typing goes before what was refused.
 */
export function subtitle(session: SessionSummary, isTyping: boolean, own: UserId): Subtitle {
  const [flag, ...others] = session.owed.flags
  if (isTyping && !flag) return { kind: 'typing' }
  if (session.failedReplies > 0) return { kind: 'failed', count: session.failedReplies }
  if (flag) return { kind: 'flagged', quote: flag.quote, name: flag.name, others: others.length }
  if (session.later)
    return { kind: session.later.until === null ? 'noneNeeded' : 'later', reason: session.later.reason }
  const attempt = attemptOf(session)
  if (attempt) return { kind: 'tried', at: attempt.at }
  const draft = [session.drafts.care, session.drafts.staff].find(hasVisibleText)
  if (draft !== undefined) return { kind: 'draft', text: draft.trim() }
  if (session.queuedReplies > 0) return { kind: 'queued', count: session.queuedReplies }
  const { preview } = session
  if (preview === null) return { kind: 'empty' }
  if (preview.senderId === own)
    return { kind: ownProgress[statusAt(preview.seq, session.reached.care)], message: preview }
  const sender = session.participants.find(({ userId }) => userId === preview.senderId)
  if (sender && sender.role !== 'patient') return { kind: 'colleague', name: sender.name, message: preview }
  return { kind: 'theirs', message: preview }
}

const ownProgress = { sent: 'ownSent', delivered: 'ownDelivered', read: 'ownRead' } as const

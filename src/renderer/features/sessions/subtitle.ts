import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { statusAt } from '../../../shared/model/deliveryStatus.ts'
import type { UserId } from '../../../shared/model/ids.ts'

type Preview = NonNullable<SessionSummary['preview']>

/** Second line of a session: the thing about it that matters most now. */
export type Subtitle =
  | { readonly kind: 'typing' }
  | { readonly kind: 'failed'; readonly count: number }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'queued'; readonly count: number }
  | { readonly kind: 'theirs'; readonly message: Preview }
  | { readonly kind: 'colleague'; readonly name: string; readonly message: Preview }
  | { readonly kind: 'ownSent' | 'ownDelivered' | 'ownRead'; readonly message: Preview }
  | { readonly kind: 'empty' }

/** Chooses the second line: typing, then what was refused, a draft, what is unsent, and else the newest message. */
export function subtitle(session: SessionSummary, isTyping: boolean, own: UserId): Subtitle {
  if (isTyping) return { kind: 'typing' }
  if (session.failedReplies > 0) return { kind: 'failed', count: session.failedReplies }
  const draft = session.drafts.care.trim() || session.drafts.staff.trim()
  if (draft !== '') return { kind: 'draft', text: draft }
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

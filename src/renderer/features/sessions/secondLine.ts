import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import type { UserId } from '../../../shared/model/ids.ts'

/** What the second line of a session says: the thing about it that matters most now. */
export type SecondLine =
  | { readonly kind: 'typing' }
  | { readonly kind: 'failed'; readonly count: number }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'queued'; readonly count: number }
  | { readonly kind: 'theirs'; readonly text: string }
  | { readonly kind: 'colleague'; readonly name: string; readonly text: string }
  | { readonly kind: 'ownSent' | 'ownDelivered' | 'ownRead'; readonly text: string }
  | { readonly kind: 'empty' }

/** Chooses the second line: typing, then what was refused, a draft, what is unsent, and else the newest message. */
export function secondLine(session: SessionSummary, isTyping: boolean, own: UserId): SecondLine {
  if (isTyping) return { kind: 'typing' }
  if (session.failedReplies > 0) return { kind: 'failed', count: session.failedReplies }
  const draft = session.drafts.care.trim() || session.drafts.staff.trim()
  if (draft !== '') return { kind: 'draft', text: draft }
  if (session.queuedReplies > 0) return { kind: 'queued', count: session.queuedReplies }
  const { preview } = session
  if (preview === null) return { kind: 'empty' }
  if (preview.senderId === own) return { kind: ownProgress(session), text: preview.text }
  const sender = session.participants.find(({ userId }) => userId === preview.senderId)
  if (sender && sender.role !== 'patient') return { kind: 'colleague', name: sender.name, text: preview.text }
  return { kind: 'theirs', text: preview.text }
}

/** How far the thread's newest entry has come with the patient: never more than is true of the last message. */
function ownProgress(session: SessionSummary): 'ownSent' | 'ownDelivered' | 'ownRead' {
  const patient = session.participants.find(({ role }) => role === 'patient')
  const mark = session.watermarks.find(({ userId, thread }) => userId === patient?.userId && thread === 'care')
  if (!mark) return 'ownSent'
  if (mark.readUpTo >= session.heads.care) return 'ownRead'
  return mark.deliveredUpTo >= session.heads.care ? 'ownDelivered' : 'ownSent'
}
